using System.Collections;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;

namespace Router.Configuration;

/// <summary>
/// An immutable list that is equal to another list of equal elements in the same order, so that configuration records
/// that hold lists compare by what they say.
/// </summary>
/// <typeparam name="T">The element.</typeparam>
[CollectionBuilder(typeof(ConfigurationList), nameof(ConfigurationList.Create))]
public sealed class ConfigurationList<T> : IReadOnlyList<T>, IEquatable<ConfigurationList<T>>
{
    private readonly ImmutableArray<T> _items;

    internal ConfigurationList(ImmutableArray<T> items) => _items = items;

    /// <summary>The list without elements: written [] in code.</summary>
    internal static ConfigurationList<T> Empty { get; } = new([]);

    /// <inheritdoc/>
    public int Count => _items.Length;

    /// <inheritdoc/>
    public T this[int index] => _items[index];

    /// <summary>The elements without a copy.</summary>
    public ImmutableArray<T> AsImmutableArray() => _items;

    /// <summary>A new list with <paramref name="item"/> at its end.</summary>
    /// <param name="item">The new last element.</param>
    public ConfigurationList<T> Add(T item) => new(_items.Add(item));

    /// <summary>A new list without the elements that <paramref name="match"/> selects.</summary>
    /// <param name="match">True for what goes.</param>
    public ConfigurationList<T> RemoveAll(Predicate<T> match) => new(_items.RemoveAll(match));

    /// <summary>Enumerates without allocation.</summary>
    public ImmutableArray<T>.Enumerator GetEnumerator() => _items.GetEnumerator();

    IEnumerator<T> IEnumerable<T>.GetEnumerator() => ((IEnumerable<T>)_items).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => ((IEnumerable)_items).GetEnumerator();

    /// <inheritdoc/>
    public bool Equals(ConfigurationList<T>? other) =>
        other is not null && (ReferenceEquals(this, other) || _items.AsSpan().SequenceEqual(other._items.AsSpan()));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ConfigurationList<T>);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (T item in _items)
        {
            hash.Add(item);
        }

        return hash.ToHashCode();
    }

    /// <summary>The elements, comma separated, in brackets.</summary>
    public override string ToString() => $"[{string.Join(", ", _items)}]";
}

/// <summary>Makes <see cref="ConfigurationList{T}"/>; the builder of collection expressions.</summary>
public static class ConfigurationList
{
    /// <summary>A list of the elements of a span.</summary>
    /// <typeparam name="T">The element.</typeparam>
    /// <param name="items">The elements, copied.</param>
    public static ConfigurationList<T> Create<T>(ReadOnlySpan<T> items) =>
        items.IsEmpty ? ConfigurationList<T>.Empty : new([.. items]);

    /// <summary>A list of the elements of a sequence.</summary>
    /// <typeparam name="T">The element.</typeparam>
    /// <param name="items">The elements, copied.</param>
    public static ConfigurationList<T> ToConfigurationList<T>(this IEnumerable<T> items) => new([.. items]);
}
