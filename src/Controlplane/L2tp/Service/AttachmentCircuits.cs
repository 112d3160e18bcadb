using Router.Channel;
using Router.Configuration;
using Router.Controlplane.Desired;
using Router.Controlplane.Programming;
using Router.Controlplane.Service;

namespace Router.Controlplane.L2tp.Service;

/// <summary>
/// Which pseudowires have an attachment circuit that is up: an interface that is enabled and has a link, the loopback interface
/// that IP packets enter on, or another session.
/// </summary>
internal sealed class AttachmentCircuits
{
    private readonly HashSet<string> _up = new(StringComparer.Ordinal);
    private readonly HashSet<string> _enabled = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _switched = new(StringComparer.Ordinal);
    private RouterSnapshot? _seen;

    /// <summary>Whether any two sessions or pseudowires are switched to each other: then circuits go and come with sessions.</summary>
    public bool HasSwitched => _switched.Count != 0;

    /// <summary>Takes the router's state.</summary>
    /// <returns>True if anything that counts may be different.</returns>
    public bool Follow(RouterSnapshot snapshot)
    {
        if (_seen is { } seen && ReferenceEquals(seen.Configuration, snapshot.Configuration)
            && ReferenceEquals(seen.Desired.Interfaces, snapshot.Desired.Interfaces) && ReferenceEquals(seen.Ports, snapshot.Ports))
        {
            return false;
        }

        _seen = snapshot;
        _up.Clear();
        _enabled.Clear();
        _switched.Clear();
        Dictionary<string, DesiredInterface> interfaces = snapshot.Desired.Interfaces.Values
            .ToDictionary(static entry => entry.Name, StringComparer.Ordinal);
        HashSet<ushort> down = [.. snapshot.Ports.Where(static port => !port.LinkUp).Select(static port => port.Index)];
        _enabled.UnionWith(interfaces.Values.Where(static entry => (entry.Flags & InterfaceFlags.Enabled) != 0).Select(static entry => entry.Name));
        foreach (CrossConnectConfiguration pair in snapshot.Configuration.CrossConnects)
        {
            Judge(pair.First, pair.Second);
            Judge(pair.Second, pair.First);
        }

        return true;

        void Judge(string end, string other)
        {
            if (!interfaces.TryGetValue(other, out DesiredInterface? circuit))
            {
                _switched[end] = other;
                _ = _up.Add(end);
            }
            else if (_enabled.Contains(other) && !down.Contains(circuit.Port))
            {
                _ = _up.Add(end);
            }
        }
    }

    /// <summary>The next state counts as different whatever it is.</summary>
    public void Forget() => _seen = null;

    /// <summary>Whether a pseudowire's attachment circuit is up; that which is switched has one in any case.</summary>
    /// <param name="pseudowire">The pseudowire.</param>
    public bool IsUp(L2tpPseudowireConfiguration pseudowire) => pseudowire.Payload.IsRouted()
        ? pseudowire.Interface is { } link && _enabled.Contains(link)
        : _up.Contains(pseudowire.Name);

    /// <summary>The session or pseudowire that a pseudowire is switched to; null for none.</summary>
    /// <param name="pseudowire">Its name.</param>
    public string? SwitchedTo(string pseudowire) => _switched.GetValueOrDefault(pseudowire);
}
