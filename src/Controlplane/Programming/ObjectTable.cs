using Router.Channel;

namespace Router.Controlplane.Programming;

/// <summary>
/// The objects of one kind that the dataplane holds as far as this process knows, and their differences from what is desired.
/// </summary>
/// <typeparam name="TKey">What names an object.</typeparam>
/// <typeparam name="T">The object.</typeparam>
/// <param name="kind">Kind of command.</param>
/// <param name="keyOf">Names an object.</param>
internal sealed class ObjectTable<TKey, T>(CommandKind kind, Func<T, TKey> keyOf) : IObjectTable
    where TKey : notnull
    where T : class
{
    private readonly Dictionary<TKey, T> _objects = [];

    /// <summary>What the dataplane holds.</summary>
    public IReadOnlyDictionary<TKey, T> Objects => _objects;

    /// <inheritdoc/>
    public CommandKind Kind => kind;

    /// <summary>Forgets everything: another dataplane, or a new generation.</summary>
    public void Clear() => _objects.Clear();

    /// <summary>Sends what is new or changed. An object counts as held from then on, until it is refused.</summary>
    /// <param name="desired">What is desired.</param>
    /// <param name="send">Sends an object; false if it cannot be sent.</param>
    public void Upsert(IReadOnlyDictionary<TKey, T> desired, Func<T, T?, bool> send)
    {
        foreach (T wanted in desired.Values)
        {
            Upsert(wanted, send);
        }
    }

    /// <summary>Sends one object if it is new or changed.</summary>
    /// <param name="wanted">The object.</param>
    /// <param name="send">Sends it; false if it cannot be sent.</param>
    public void Upsert(T wanted, Func<T, T?, bool> send)
    {
        TKey key = keyOf(wanted);
        T? held = _objects.GetValueOrDefault(key);
        if (!ReferenceEquals(held, wanted) && (held is null || !held.Equals(wanted)) && send(wanted, held))
        {
            _objects[key] = wanted;
        }
    }

    /// <summary>Sends the deletion of one object if the dataplane holds it.</summary>
    /// <param name="key">Names it.</param>
    /// <param name="send">Sends the deletion.</param>
    public void Delete(TKey key, Action<T> send)
    {
        if (_objects.TryGetValue(key, out T? held))
        {
            send(held);
            _ = _objects.Remove(key);
        }
    }

    /// <summary>Sends the deletion of what is no longer desired.</summary>
    /// <param name="desired">What is desired.</param>
    /// <param name="send">Sends the deletion.</param>
    /// <param name="kept">What stays all the same, null for nothing.</param>
    public void Delete(IReadOnlyDictionary<TKey, T> desired, Action<T> send, HashSet<TKey>? kept = null)
    {
        List<T>? gone = null;
        foreach ((TKey key, T held) in _objects)
        {
            if (!desired.ContainsKey(key) && kept?.Contains(key) != true)
            {
                (gone ??= []).Add(held);
            }
        }

        foreach (T held in gone ?? [])
        {
            send(held);
            _ = _objects.Remove(keyOf(held));
        }
    }

    /// <inheritdoc/>
    public void Restore(object item, object? held)
    {
        if (held is T before)
        {
            _objects[keyOf(before)] = before;
        }
        else
        {
            _ = _objects.Remove(keyOf((T)item));
        }
    }
}

/// <summary>The part of an <see cref="ObjectTable{TKey, T}"/> that does not depend on the kind of object.</summary>
internal interface IObjectTable
{
    /// <summary>Kind of command.</summary>
    CommandKind Kind { get; }

    /// <summary>Takes a refused command back.</summary>
    /// <param name="item">The object of the command.</param>
    /// <param name="held">What the dataplane holds instead, null for nothing.</param>
    void Restore(object item, object? held);
}
