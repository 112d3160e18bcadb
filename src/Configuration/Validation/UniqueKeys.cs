using Router.Configuration.Syntax;

namespace Router.Configuration.Validation;

/// <summary>Reports entries of a list with the same value of a key.</summary>
internal sealed class UniqueKeys<T>(ValidationContext context, string rule)
    where T : notnull
{
    private readonly Dictionary<T, (KeyPath List, int Index)> _first = [];

    /// <summary>Takes the value of an entry; reports if an earlier entry has it.</summary>
    public void Add(T value, KeyPath list, int index, string key)
    {
        if (!_first.TryAdd(value, (list, index)))
        {
            (KeyPath firstList, int firstIndex) = _first[value];
            string where = context.Where(context.Entry(firstList, firstIndex));
            context.Report(context.Entry(list, index).Key(key), $"{value} is already used by {where}; {rule}");
        }
    }
}
