using System.Buffers.Binary;

namespace Router.Controlplane.Ppp;

/// <summary>IPCP (RFC 1332) with DNS servers (RFC 1877). Addresses are numbers in host byte order, 0 for none.</summary>
internal sealed class IpcpAutomaton(IAutomatonHost host, PppSettings settings) : Automaton(host, PppProtocol.Ipcp, settings)
{
    private uint _primaryDnsForPeer;
    private uint _secondaryDnsForPeer;
    private bool _wantAddress;
    private bool _wantPrimary;
    private bool _wantSecondary;

    public uint Own { get; private set; }

    public uint Peer { get; private set; }

    public uint PrimaryDns { get; private set; }

    public uint SecondaryDns { get; private set; }

    /// <summary>What the peer must have; 0 lets it have its own.</summary>
    public uint Assigned { get; private set; }

    public void Assign(uint address, uint primaryDns, uint secondaryDns)
    {
        Assigned = address;
        _primaryDnsForPeer = primaryDns;
        _secondaryDnsForPeer = secondaryDns;
    }

    protected override void ResetOptions()
    {
        Own = Ipv4Pool.ToUInt32(Settings.LocalAddress);
        Peer = Assigned;
        PrimaryDns = SecondaryDns = 0;
        _wantAddress = Own != 0 || Settings.RequestAddress;
        _wantPrimary = _wantSecondary = Settings.RequestDns;
    }

    protected override void WriteRequest(ref OptionWriter writer)
    {
        if (_wantAddress)
        {
            writer.AddUInt32(IpcpOption.IpAddress, Own);
        }

        if (_wantPrimary)
        {
            writer.AddUInt32(IpcpOption.PrimaryDns, PrimaryDns);
        }

        if (_wantSecondary)
        {
            writer.AddUInt32(IpcpOption.SecondaryDns, SecondaryDns);
        }
    }

    protected override OptionVerdict Judge(byte type, ReadOnlySpan<byte> value, ref OptionWriter nak)
    {
        if (value.Length != 4)
        {
            return OptionVerdict.Reject;
        }

        uint address = BinaryPrimitives.ReadUInt32BigEndian(value);
        uint wanted;
        switch (type)
        {
            case IpcpOption.IpAddress when Assigned == 0:
                // The peer's own address: any but ours and none.
                return address != 0 && address != Own ? OptionVerdict.Ack : OptionVerdict.Reject;
            case IpcpOption.IpAddress:
                wanted = Assigned;
                break;
            case IpcpOption.PrimaryDns when _primaryDnsForPeer != 0:
                wanted = _primaryDnsForPeer;
                break;
            case IpcpOption.SecondaryDns when _secondaryDnsForPeer != 0:
                wanted = _secondaryDnsForPeer;
                break;
            default:
                return OptionVerdict.Reject;
        }

        if (address == wanted)
        {
            return OptionVerdict.Ack;
        }

        nak.AddUInt32(type, wanted);
        return OptionVerdict.Nak;
    }

    protected override void Demand(ReadOnlySpan<byte> options, ref OptionWriter nak)
    {
        // A peer that does not ask for an address would use another one than is routed to it (RFC 1332 3.3).
        OptionReader reader = new(options);
        bool asked = Assigned == 0;
        while (reader.MoveNext())
        {
            asked |= reader.Type == IpcpOption.IpAddress;
        }

        if (!asked)
        {
            nak.AddUInt32(IpcpOption.IpAddress, Assigned);
        }
    }

    protected override void AcceptOptions(ReadOnlySpan<byte> options)
    {
        Peer = Assigned;
        OptionReader reader = new(options);
        while (reader.MoveNext())
        {
            if (reader.Type == IpcpOption.IpAddress)
            {
                Peer = BinaryPrimitives.ReadUInt32BigEndian(reader.Value);
            }
        }
    }

    protected override bool TakeNak(byte type, ReadOnlySpan<byte> value)
    {
        if (value.Length != 4)
        {
            return true;
        }

        uint address = BinaryPrimitives.ReadUInt32BigEndian(value);
        switch (type)
        {
            case IpcpOption.IpAddress when Settings.RequestAddress:
                Own = address;
                break;
            case IpcpOption.PrimaryDns when _wantPrimary:
                PrimaryDns = address;
                break;
            case IpcpOption.SecondaryDns when _wantSecondary:
                SecondaryDns = address;
                break;
            default:
                break;
        }

        return true;
    }

    protected override bool TakeReject(byte type)
    {
        switch (type)
        {
            case IpcpOption.IpAddress:
                _wantAddress = false;
                return !Settings.RequestAddress;
            case IpcpOption.PrimaryDns:
                _wantPrimary = false;
                PrimaryDns = 0;
                break;
            case IpcpOption.SecondaryDns:
                _wantSecondary = false;
                SecondaryDns = 0;
                break;
            default:
                break;
        }

        return true;
    }
}
