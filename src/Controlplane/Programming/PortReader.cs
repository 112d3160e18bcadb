using System.Buffers.Binary;
using Router.Channel;
using Router.Configuration;
using Router.Controlplane.Desired;

namespace Router.Controlplane.Programming;

/// <summary>Reads what the dataplane says about its ports.</summary>
public static class PortReader
{
    /// <summary>The ports that are there.</summary>
    /// <param name="channel">The channel.</param>
    public static IReadOnlyList<PortFacts> Read(ChannelFile channel)
    {
        ArgumentNullException.ThrowIfNull(channel);
        List<PortFacts> ports = [];
        HashSet<string> names = new(StringComparer.Ordinal);
        Span<PortState> states = channel.Elements<PortState>(RegionKind.Ports);
        for (int i = 0; i < states.Length; i++)
        {
            // A copy: the dataplane may write meanwhile.
            PortState state = states[i];
            string name = state.Name.ToString();
            if (state.Present == 1 && name.Length > 0 && names.Add(name))
            {
                ports.Add(new PortFacts((ushort)i, name, MacOf(state.Mac), state.LinkUp == 1));
            }
        }

        return ports;
    }

    /// <summary>The ports as the dataplane will number them, for as long as there is none to ask.</summary>
    /// <param name="configuration">The configuration.</param>
    public static IReadOnlyList<PortFacts> Assume(RouterConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return [.. configuration.Ports.Select((port, index) => new PortFacts((ushort)index, port.Name, port.Mac ?? default, false))];
    }

    private static MacAddress MacOf(Mac6 mac)
    {
        Span<byte> octets = stackalloc byte[sizeof(ulong)];
        octets.Clear();
        ((ReadOnlySpan<byte>)mac).CopyTo(octets[2..]);
        return new MacAddress(BinaryPrimitives.ReadUInt64BigEndian(octets));
    }
}
