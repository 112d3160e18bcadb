using System.Buffers.Binary;

namespace Router.Controlplane.Ppp;

/// <summary>IPV6CP: interface identifiers (RFC 5072 4.1).</summary>
internal sealed class Ipv6cpAutomaton(IAutomatonHost host, PppSettings settings) : Automaton(host, PppProtocol.Ipv6cp, settings)
{
    private const byte InterfaceIdentifier = 1;

    private bool _want;
    private ulong _suggested;

    public ulong Own { get; private set; }

    public ulong Peer { get; private set; }

    /// <summary>What the peer must have; 0 lets it have its own.</summary>
    public ulong Assigned { get; set; }

    protected override void ResetOptions()
    {
        _want = true;
        Own = Settings.InterfaceIdentifier != 0 ? Settings.InterfaceIdentifier : RandomIdentifier();
        Peer = Assigned;
    }

    protected override void WriteRequest(ref OptionWriter writer)
    {
        if (_want)
        {
            writer.AddUInt64(InterfaceIdentifier, Own);
        }
    }

    protected override OptionVerdict Judge(byte type, ReadOnlySpan<byte> value, ref OptionWriter nak)
    {
        if (type != InterfaceIdentifier || value.Length != 8)
        {
            return OptionVerdict.Reject;
        }

        ulong identifier = BinaryPrimitives.ReadUInt64BigEndian(value);
        if (Assigned != 0 ? identifier == Assigned : identifier != 0 && identifier != Own)
        {
            return OptionVerdict.Ack;
        }

        nak.AddUInt64(type, Suggestion());
        return OptionVerdict.Nak;
    }

    protected override void Demand(ReadOnlySpan<byte> options, ref OptionWriter nak)
    {
        OptionReader reader = new(options);
        bool asked = false;
        while (reader.MoveNext())
        {
            asked |= reader.Type == InterfaceIdentifier;
        }

        if (!asked)
        {
            nak.AddUInt64(InterfaceIdentifier, Suggestion());
        }
    }

    protected override void AcceptOptions(ReadOnlySpan<byte> options)
    {
        OptionReader reader = new(options);
        while (reader.MoveNext())
        {
            Peer = BinaryPrimitives.ReadUInt64BigEndian(reader.Value);
        }
    }

    protected override bool TakeNak(byte type, ReadOnlySpan<byte> value)
    {
        if (type == InterfaceIdentifier && value.Length == 8)
        {
            ulong suggested = BinaryPrimitives.ReadUInt64BigEndian(value);
            Own = suggested != 0 && suggested != Own ? suggested : RandomIdentifier();
        }

        return true;
    }

    // Without an identifier there is no link-local address to talk to.
    protected override bool TakeReject(byte type) => type != InterfaceIdentifier;

    private ulong Suggestion()
    {
        if (Assigned != 0)
        {
            return Assigned;
        }

        if (_suggested == 0 || _suggested == Own)
        {
            _suggested = RandomIdentifier();
        }

        return _suggested;
    }

    /// <summary>Neither universal nor a group: the u and g bits are zero (RFC 5072 4.1).</summary>
    private ulong RandomIdentifier()
    {
        Span<byte> octets = stackalloc byte[8];
        Settings.Random(octets);
        octets[0] &= 0xfc;
        octets[7] |= 1;
        return BinaryPrimitives.ReadUInt64BigEndian(octets);
    }
}
