using Router.Channel;
using Router.Configuration;
using Router.Controlplane.Desired;
using Router.Controlplane.Programming;
using Router.Controlplane.Service;

namespace Router.Controlplane.L2tp.Service;

/// <summary>
/// Which pseudowires have an attachment circuit that is up: an interface that is enabled and has a link, or another pseudowire.
/// </summary>
internal sealed class AttachmentCircuits
{
    private readonly HashSet<string> _up = new(StringComparer.Ordinal);
    private RouterSnapshot? _seen;

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
        Dictionary<string, DesiredInterface> interfaces = snapshot.Desired.Interfaces.Values
            .ToDictionary(static entry => entry.Name, StringComparer.Ordinal);
        HashSet<ushort> down = [.. snapshot.Ports.Where(static port => !port.LinkUp).Select(static port => port.Index)];
        foreach (CrossConnectConfiguration pair in snapshot.Configuration.CrossConnects)
        {
            Judge(pair.First, pair.Second);
            Judge(pair.Second, pair.First);
        }

        return true;

        void Judge(string end, string other)
        {
            if (!interfaces.TryGetValue(other, out DesiredInterface? circuit)
                || ((circuit.Flags & InterfaceFlags.Enabled) != 0 && !down.Contains(circuit.Port)))
            {
                _ = _up.Add(end);
            }
        }
    }

    /// <summary>The next state counts as different whatever it is.</summary>
    public void Forget() => _seen = null;

    /// <summary>Whether a pseudowire's attachment circuit is up.</summary>
    /// <param name="pseudowire">Its name.</param>
    public bool IsUp(string pseudowire) => _up.Contains(pseudowire);
}
