using System.Buffers.Binary;
using System.Net;
using Router.Configuration;

namespace Router.Controlplane.Ppp;

/// <summary>
/// A DHCPv6 server for the one subscriber at the other end of a session (RFC 8415): it lends the session's prefix and, if
/// there is one, the session's address. Both belong to the session, so what is remembered is only who holds them until when:
/// a client with another DUID or IAID is the subscriber's new device and takes over.
/// </summary>
internal sealed partial class Dhcpv6Server(
    Ipv6ServiceSettings settings, IpPrefix? prefix, IPAddress? address, IReadOnlyList<IPAddress> dns)
{
    private const int MinimumDuid = 3;
    private const int MaximumDuid = 130;
    private const int HeaderLength = 4;

    private byte[]? _duid;
    private uint _prefixIaid;
    private uint _addressIaid;
    private long _prefixUntil = Automaton.Never;
    private long _addressUntil = Automaton.Never;
    private bool _addressBound;

    /// <summary>A client holds the prefix.</summary>
    public bool IsDelegated { get; private set; }

    /// <summary>When something expires.</summary>
    public long Deadline => Math.Min(_prefixUntil, _addressUntil);

    public void Tick(long now)
    {
        if (now >= _prefixUntil)
        {
            FreePrefix();
        }

        if (now >= _addressUntil)
        {
            FreeAddress();
        }
    }

    public void Clear()
    {
        FreePrefix();
        FreeAddress();
        _duid = null;
    }

    /// <summary>Answers a message of a client.</summary>
    /// <param name="message">The message.</param>
    /// <param name="multicast">It was sent to all servers, as it should.</param>
    /// <param name="reply">Room for the answer.</param>
    /// <param name="now">The time.</param>
    /// <returns>Length of the answer; 0 for none.</returns>
    public int Answer(ReadOnlySpan<byte> message, bool multicast, Span<byte> reply, long now)
    {
        if (message.Length < HeaderLength || !Dhcpv6OptionReader.IsWellFormed(message[HeaderLength..]))
        {
            return 0;
        }

        byte type = message[0];
        ReadOnlySpan<byte> options = message[HeaderLength..];
        if (!IsValid(type, options))
        {
            return 0;
        }

        _ = Dhcpv6OptionReader.TryFind(options, Dhcpv6.OptionClientId, out ReadOnlySpan<byte> client);
        bool rapid = type == Dhcpv6.Solicit && settings.RapidCommit && Dhcpv6OptionReader.TryFind(options, Dhcpv6.OptionRapidCommit, out _);
        Dhcpv6Writer writer = new(reply);
        writer.Bytes([type == Dhcpv6.Solicit && !rapid ? Dhcpv6.Advertise : Dhcpv6.Reply, .. message[1..HeaderLength]]);
        writer.Option(Dhcpv6.OptionServerId, settings.ServerDuid.Span);
        if (client.Length > 0)
        {
            writer.Option(Dhcpv6.OptionClientId, client);
        }

        if (!multicast && type is Dhcpv6.Request or Dhcpv6.Renew or Dhcpv6.Release or Dhcpv6.Decline)
        {
            // Unicast was not offered (RFC 8415 18.4).
            writer.Status(Dhcpv6.UseMulticast);
            return writer.Length;
        }

        switch (type)
        {
            case Dhcpv6.Solicit or Dhcpv6.Request or Dhcpv6.Renew or Dhcpv6.Rebind:
                if (rapid)
                {
                    writer.Option(Dhcpv6.OptionRapidCommit, []);
                }

                Lend(options, client, rapid || type != Dhcpv6.Solicit, ref writer, now);
                WriteDns(options, ref writer);
                break;
            case Dhcpv6.Confirm:
                if (!TryConfirm(options, out bool onLink))
                {
                    return 0;
                }

                writer.Status(onLink ? Dhcpv6.Success : Dhcpv6.NotOnLink);
                break;
            case Dhcpv6.Release or Dhcpv6.Decline:
                TakeBack(options, client, ref writer);
                writer.Status(Dhcpv6.Success);
                break;
            default:
                WriteDns(options, ref writer);
                break;
        }

        return writer.Length;
    }

    /// <summary>Which messages must and must not have identifiers (RFC 8415 16).</summary>
    private bool IsValid(byte type, ReadOnlySpan<byte> options)
    {
        bool hasClient = Dhcpv6OptionReader.TryFind(options, Dhcpv6.OptionClientId, out ReadOnlySpan<byte> client);
        bool hasServer = Dhcpv6OptionReader.TryFind(options, Dhcpv6.OptionServerId, out ReadOnlySpan<byte> server);
        bool isOurs = hasServer && server.SequenceEqual(settings.ServerDuid.Span);
        if (hasClient && client.Length is < MinimumDuid or > MaximumDuid)
        {
            return false;
        }

        return type switch
        {
            Dhcpv6.Solicit or Dhcpv6.Confirm or Dhcpv6.Rebind => hasClient && !hasServer,
            Dhcpv6.Request or Dhcpv6.Renew or Dhcpv6.Release or Dhcpv6.Decline => hasClient && isOurs,
            Dhcpv6.InformationRequest => (!hasServer || isOurs) && !HasAssociation(options),
            _ => false,
        };
    }

    private static bool HasAssociation(ReadOnlySpan<byte> options) =>
        Dhcpv6OptionReader.TryFind(options, Dhcpv6.OptionIaNa, out _) || Dhcpv6OptionReader.TryFind(options, Dhcpv6.OptionIaPd, out _);

    private bool IsHolder(ReadOnlySpan<byte> client) => _duid is not null && client.SequenceEqual(_duid);

    private void FreePrefix()
    {
        IsDelegated = false;
        _prefixUntil = Automaton.Never;
    }

    private void FreeAddress()
    {
        _addressBound = false;
        _addressUntil = Automaton.Never;
    }

    private void WriteDns(ReadOnlySpan<byte> options, ref Dhcpv6Writer writer)
    {
        if (dns.Count == 0 || !Dhcpv6OptionReader.TryFind(options, Dhcpv6.OptionRequest, out ReadOnlySpan<byte> requested))
        {
            return;
        }

        bool wanted = false;
        for (int i = 0; i + 1 < requested.Length; i += 2)
        {
            wanted |= BinaryPrimitives.ReadUInt16BigEndian(requested[i..]) == Dhcpv6.OptionDns;
        }

        if (wanted)
        {
            Span<byte> octets = stackalloc byte[16];
            int begin = writer.Begin(Dhcpv6.OptionDns);
            foreach (IPAddress server in dns)
            {
                _ = server.TryWriteBytes(octets, out _);
                writer.Bytes(octets);
            }

            writer.End(begin);
        }
    }
}
