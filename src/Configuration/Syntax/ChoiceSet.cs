namespace Router.Configuration.Syntax;

/// <summary>The words of a key with a fixed set of values.</summary>
internal sealed class ChoiceSet<T>
    where T : struct
{
    private readonly (string Word, T Value)[] _choices;

    public ChoiceSet(params (string Word, T Value)[] choices) => _choices = choices;

    public IEnumerable<string> Words => _choices.Select(choice => choice.Word);

    public string? Parse(ScalarNode node, out T value)
    {
        foreach ((string word, T choice) in _choices)
        {
            if (node.Text == word)
            {
                value = choice;
                return null;
            }
        }

        value = default;
        string? nearest = EditDistance.Nearest(node.Text, Words);
        string hint = nearest is null ? "" : $"did you mean '{nearest}'? ";
        return $"'{node.Shown}' is not valid; {hint}Valid values: {string.Join(", ", Words)}";
    }

    public string WordOf(T value)
    {
        foreach ((string word, T choice) in _choices)
        {
            if (EqualityComparer<T>.Default.Equals(choice, value))
            {
                return word;
            }
        }

        throw new ArgumentOutOfRangeException(nameof(value), value, "No word for this value.");
    }
}
