using System.Net;
using System.Text;

namespace Router.Controlplane.Radius;

/// <summary>
/// CoA and Disconnect without sockets (RFC 5176): checks requests, remembers answers for those that come twice, makes answers.
/// </summary>
/// <param name="clients">Who may ask.</param>
/// <param name="nas">How this router calls itself.</param>
/// <param name="vendorId">Enterprise number of this router's own attributes.</param>
internal sealed class DynamicAuthorizationServer(IReadOnlyList<DynamicAuthorizationClient> clients, RadiusNas nas, uint vendorId)
{
    private const int MaximumRemembered = 4096;
    private const long RememberMilliseconds = 30_000;

    /// <summary>Older or newer requests are replays, or the clocks differ (RFC 5176 6.3).</summary>
    private const uint TimeWindow = 300;

    private readonly Dictionary<RequestKey, byte[]> _answers = [];
    private readonly Queue<(RequestKey Key, long Until)> _order = new();

    /// <summary>Datagrams that were discarded.</summary>
    public long Discarded { get; private set; }

    /// <summary>Takes a datagram.</summary>
    /// <param name="datagram">The datagram.</param>
    /// <param name="from">Its source.</param>
    /// <param name="now">Monotonic milliseconds.</param>
    /// <param name="time">The time of day.</param>
    /// <param name="request">What is to be done, to be followed by <see cref="Answer"/>; null if nothing is.</param>
    /// <returns>An answer to send at once; null if there is none.</returns>
    public byte[]? Receive(
        ReadOnlySpan<byte> datagram, IPEndPoint from, long now, DateTimeOffset time, out DynamicAuthorizationRequest? request)
    {
        request = null;
        DynamicAuthorizationClient? client = Find(from.Address);
        Span<byte> zero = stackalloc byte[RadiusPacket.AuthenticatorLength];
        zero.Clear();
        if (client is null || !RadiusPacket.TryParse(datagram, out RadiusPacket packet)
            || packet.Code is not (RadiusCode.DisconnectRequest or RadiusCode.ChangeRequest)
            || !RadiusSecurity.IsGenuine(packet, zero, client.SecretOctets, client.RequireMessageAuthenticator)
            || !IsTimely(packet, time))
        {
            Discarded++;
            return null;
        }

        Expire(now);
        RequestKey key = new(from, packet.Identifier, new UInt128Key(packet.Authenticator));
        if (_answers.TryGetValue(key, out byte[]? answer))
        {
            // While the first one is being carried out there is no answer yet.
            return answer.Length == 0 ? null : answer;
        }

        if (_answers.Count >= MaximumRemembered)
        {
            Discarded++;
            return null;
        }

        _answers.Add(key, []);
        _order.Enqueue((key, now + RememberMilliseconds));
        DynamicAuthorizationRequest parsed = new()
        {
            IsDisconnect = packet.Code == RadiusCode.DisconnectRequest,
            From = from,
            Packet = packet.Octets.ToArray(),
        };
        DynamicAuthorizationError error = Read(packet, parsed);
        if (error != DynamicAuthorizationError.None)
        {
            return Answer(parsed, error);
        }

        request = parsed;
        return null;
    }

    /// <summary>Makes the answer to a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="error">None for an ACK.</param>
    public byte[] Answer(DynamicAuthorizationRequest request, DynamicAuthorizationError error)
    {
        _ = RadiusPacket.TryParse(request.Packet, out RadiusPacket packet);
        DynamicAuthorizationClient? client = Find(request.From.Address);
        if (client is null)
        {
            return [];
        }

        bool done = error == DynamicAuthorizationError.None;
        RadiusCode code = request.IsDisconnect
            ? done ? RadiusCode.DisconnectAck : RadiusCode.DisconnectNak
            : done ? RadiusCode.ChangeAck : RadiusCode.ChangeNak;
        Span<byte> buffer = stackalloc byte[RadiusPacket.MaximumLength];
        RadiusWriter writer = new(buffer, code, packet.Identifier);
        writer.ReserveMessageAuthenticator();
        if (!done)
        {
            writer.AddUInt32(RadiusAttribute.ErrorCause, (uint)error);
        }

        RadiusAttributeReader reader = packet.Attributes;
        while (reader.MoveNext())
        {
            if (reader.Type == RadiusAttribute.ProxyState)
            {
                writer.Add(RadiusAttribute.ProxyState, reader.Value);
            }
        }

        Span<byte> answer = writer.Packet;
        packet.Authenticator.CopyTo(answer[RadiusPacket.AuthenticatorOffset..]);
        RadiusSecurity.SignMessage(answer, writer.MessageAuthenticatorOffset, client.SecretOctets);
        RadiusSecurity.SignPacket(answer, client.SecretOctets);
        byte[] octets = answer.ToArray();
        RequestKey key = new(request.From, packet.Identifier, new UInt128Key(packet.Authenticator));
        if (_answers.ContainsKey(key))
        {
            _answers[key] = octets;
        }

        return octets;
    }

    private static bool IsTimely(in RadiusPacket packet, DateTimeOffset time)
    {
        RadiusAttributeReader reader = packet.Attributes;
        while (reader.MoveNext())
        {
            if (reader.Type == RadiusAttribute.EventTimestamp && reader.TryReadUInt32(out uint stamp)
                && Math.Abs(time.ToUnixTimeSeconds() - stamp) > TimeWindow)
            {
                return false;
            }
        }

        return true;
    }

    private DynamicAuthorizationClient? Find(IPAddress address)
    {
        IPAddress plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        foreach (DynamicAuthorizationClient client in clients)
        {
            if (client.Address.Equals(plain))
            {
                return client;
            }
        }

        return null;
    }

    private void Expire(long now)
    {
        while (_order.TryPeek(out (RequestKey Key, long Until) first) && first.Until <= now)
        {
            _ = _answers.Remove(first.Key);
            _ = _order.Dequeue();
        }
    }

    /// <summary>Which attributes may be there is in RFC 5176 3.6; one that cannot be honoured must not be ignored.</summary>
    private DynamicAuthorizationError Read(in RadiusPacket packet, DynamicAuthorizationRequest request)
    {
        SubscriberPolicyReader policy = new(vendorId);
        bool policyTaken = false;
        RadiusAttributeReader reader = packet.Attributes;
        while (reader.MoveNext())
        {
            DynamicAuthorizationError error = DynamicAuthorizationError.None;
            if (reader.TryOpenVendor(out uint vendor, out RadiusAttributeReader inner))
            {
                // A Disconnect-Request changes nothing, so vendors' attributes have no business there.
                bool taken = false;
                while (inner.MoveNext())
                {
                    taken |= policy.Take(vendor, inner);
                }

                policyTaken |= taken;
                error = taken && !request.IsDisconnect ? DynamicAuthorizationError.None : DynamicAuthorizationError.UnsupportedAttribute;
            }
            else
            {
                error = Take(reader, request);
            }

            if (error != DynamicAuthorizationError.None)
            {
                return error;
            }
        }

        request.Policy = policyTaken ? policy.Policy : null;
        bool identified = request.SessionId is not null || request.UserName is not null || request.Address is not null
            || request.LinkPrefix is not null || request.CallingStation is not null || request.Port is not null || request.PortId is not null;
        bool changes = request.Policy is not null || request.SessionTimeout is not null;
        return !identified ? DynamicAuthorizationError.MissingAttribute
            : !request.IsDisconnect && !changes ? DynamicAuthorizationError.InvalidRequest
            : DynamicAuthorizationError.None;
    }

    private DynamicAuthorizationError Take(in RadiusAttributeReader attribute, DynamicAuthorizationRequest request)
    {
        ReadOnlySpan<byte> value = attribute.Value;
        switch (attribute.Type)
        {
            case RadiusAttribute.AcctSessionId:
                request.SessionId = Encoding.UTF8.GetString(value);
                break;
            case RadiusAttribute.UserName:
                request.UserName = Encoding.UTF8.GetString(value);
                break;
            case RadiusAttribute.CallingStationId:
                request.CallingStation = Encoding.UTF8.GetString(value);
                break;
            case RadiusAttribute.NasPortId:
                request.PortId = Encoding.UTF8.GetString(value);
                break;
            case RadiusAttribute.NasPort:
                if (!attribute.TryReadUInt32(out uint port))
                {
                    return DynamicAuthorizationError.InvalidAttributeValue;
                }

                request.Port = port;
                break;
            case RadiusAttribute.FramedIpAddress:
                if (value.Length != 4)
                {
                    return DynamicAuthorizationError.InvalidAttributeValue;
                }

                request.Address = new IPAddress(value);
                break;
            case RadiusAttribute.FramedIpv6Prefix:
                if (!AccessReply.TryReadPrefix(value, out Configuration.IpPrefix prefix))
                {
                    return DynamicAuthorizationError.InvalidAttributeValue;
                }

                request.LinkPrefix = prefix;
                break;
            case RadiusAttribute.SessionTimeout when !request.IsDisconnect:
                if (!attribute.TryReadUInt32(out uint seconds))
                {
                    return DynamicAuthorizationError.InvalidAttributeValue;
                }

                request.SessionTimeout = TimeSpan.FromSeconds(seconds);
                break;
            case RadiusAttribute.NasIdentifier when Encoding.UTF8.GetString(value) != nas.Identifier:
            case RadiusAttribute.NasIpAddress when value.Length != 4 || !new IPAddress(value).Equals(nas.Address):
            case RadiusAttribute.NasIpv6Address when value.Length != 16 || !new IPAddress(value).Equals(nas.Ipv6Address):
                return DynamicAuthorizationError.NasIdentificationMismatch;
            case RadiusAttribute.ServiceType:
                return DynamicAuthorizationError.UnsupportedService;
            case RadiusAttribute.NasIdentifier or RadiusAttribute.NasIpAddress or RadiusAttribute.NasIpv6Address:
            case RadiusAttribute.MessageAuthenticator or RadiusAttribute.EventTimestamp or RadiusAttribute.ProxyState:
            case RadiusAttribute.AcctTerminateCause or RadiusAttribute.ReplyMessage or RadiusAttribute.Class:
                break;
            default:
                return DynamicAuthorizationError.UnsupportedAttribute;
        }

        return DynamicAuthorizationError.None;
    }

    private readonly record struct UInt128Key
    {
        private readonly UInt128 _value;

        public UInt128Key(ReadOnlySpan<byte> octets) => _value = System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(octets);
    }

    private readonly record struct RequestKey(IPEndPoint From, byte Identifier, UInt128Key Authenticator);
}
