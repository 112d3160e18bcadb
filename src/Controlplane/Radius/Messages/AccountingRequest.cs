using System.Net;
using Router.Configuration;

namespace Router.Controlplane.Radius;

/// <summary>Traffic of a session, seen from the router: input comes from the subscriber (RFC 2866 5.3).</summary>
/// <param name="InputOctets">Octets from the subscriber.</param>
/// <param name="OutputOctets">Octets to the subscriber.</param>
/// <param name="InputPackets">Packets from the subscriber.</param>
/// <param name="OutputPackets">Packets to the subscriber.</param>
public readonly record struct AccountingCounters(ulong InputOctets, ulong OutputOctets, ulong InputPackets, ulong OutputPackets);

/// <summary>Accounting-Request (RFC 2866 4.1).</summary>
/// <param name="status">What has happened.</param>
/// <param name="time">When, for Event-Timestamp.</param>
public sealed class AccountingRequest(AccountingStatus status, DateTimeOffset time) : RadiusRequest
{
    /// <summary>The session; null with On and Off, which are about the router.</summary>
    public RadiusSession? Session { get; init; }

    /// <summary>The user's name.</summary>
    public string? UserName { get; init; }

    /// <summary>Class attributes of the Access-Accept, which go back as they came (RFC 2865 5.25).</summary>
    public IReadOnlyList<byte[]> Classes { get; init; } = [];

    /// <summary>The subscriber's address.</summary>
    public IPAddress? Address { get; init; }

    /// <summary>The link's /64.</summary>
    public IpPrefix? LinkPrefix { get; init; }

    /// <summary>The delegated prefix.</summary>
    public IpPrefix? DelegatedPrefix { get; init; }

    /// <summary>Traffic; not in Start.</summary>
    public AccountingCounters Counters { get; init; }

    /// <summary>How long the session has been up; not in Start.</summary>
    public TimeSpan SessionTime { get; init; }

    /// <summary>Why the session ended; in Stop.</summary>
    public TerminateCause Cause { get; init; }

    /// <summary>The user was authenticated by RADIUS, not locally.</summary>
    public bool ByRadius { get; init; } = true;

    internal override bool IsAccounting => true;

    internal override int Write(Span<byte> buffer, in RadiusWriteContext context)
    {
        RadiusWriter writer = new(buffer, RadiusCode.AccountingRequest, context.Identifier);
        writer.AddUInt32(RadiusAttribute.AcctStatusType, (uint)status);
        context.Nas.Write(ref writer);
        writer.AddText(RadiusAttribute.UserName, UserName);
        if (Session is null)
        {
            // Even a request about the router must have an identifier of a session (RFC 2866 5.5).
            writer.AddText(RadiusAttribute.AcctSessionId, "0");
        }
        else
        {
            Session.Write(ref writer);
            writer.AddUInt32(RadiusAttribute.AcctAuthentic, ByRadius ? 1u : 2u);
        }

        foreach (byte[] value in Classes)
        {
            writer.Add(RadiusAttribute.Class, value);
        }

        writer.AddAddress(RadiusAttribute.FramedIpAddress, Address);
        WritePrefix(RadiusAttribute.FramedIpv6Prefix, LinkPrefix, ref writer);
        WritePrefix(RadiusAttribute.DelegatedIpv6Prefix, DelegatedPrefix, ref writer);
        if (status is AccountingStatus.Interim or AccountingStatus.Stop)
        {
            WriteCounters(ref writer);
        }

        if (status == AccountingStatus.Stop && Cause != TerminateCause.None)
        {
            writer.AddUInt32(RadiusAttribute.AcctTerminateCause, (uint)Cause);
        }

        writer.AddUInt32(RadiusAttribute.EventTimestamp, (uint)time.ToUnixTimeSeconds());
        writer.AddUInt32(RadiusAttribute.AcctDelayTime, (uint)context.Delay.TotalSeconds);
        Span<byte> packet = writer.Packet;
        RadiusSecurity.SignPacket(packet, context.Secret);
        return packet.Length;
    }

    /// <summary>Reserved octet, length, and no more octets than needed (RFC 3162 2.3, RFC 4818 3).</summary>
    internal static void WritePrefix(byte type, IpPrefix? prefix, ref RadiusWriter writer)
    {
        if (prefix is { } given)
        {
            Span<byte> octets = stackalloc byte[18];
            octets.Clear();
            octets[1] = given.Length;
            _ = given.Network.TryWriteBytes(octets[2..], out _);
            writer.Add(type, octets[..(2 + ((given.Length + 7) / 8))]);
        }
    }

    private void WriteCounters(ref RadiusWriter writer)
    {
        writer.AddUInt32(RadiusAttribute.AcctSessionTime, (uint)SessionTime.TotalSeconds);
        writer.AddUInt32(RadiusAttribute.AcctInputOctets, (uint)Counters.InputOctets);
        writer.AddUInt32(RadiusAttribute.AcctOutputOctets, (uint)Counters.OutputOctets);
        writer.AddUInt32(RadiusAttribute.AcctInputGigawords, (uint)(Counters.InputOctets >> 32));
        writer.AddUInt32(RadiusAttribute.AcctOutputGigawords, (uint)(Counters.OutputOctets >> 32));
        writer.AddUInt32(RadiusAttribute.AcctInputPackets, (uint)Counters.InputPackets);
        writer.AddUInt32(RadiusAttribute.AcctOutputPackets, (uint)Counters.OutputPackets);
    }
}
