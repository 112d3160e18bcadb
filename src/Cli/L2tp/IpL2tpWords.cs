using System.Globalization;
using System.Net;
using Router.Api;

namespace Router.Cli.L2tp;

/// <summary>
/// The language of iproute2's <c>ip l2tp</c>: verbs may be shortened (<c>a</c>, <c>del</c>, <c>sh</c>), keys may not, but
/// <c>tid</c>, <c>ptid</c>, <c>sid</c> and <c>psid</c> stand for the ids; <c>tunnel</c> and <c>session</c> may come anywhere;
/// numbers are decimal, 0x hexadecimal or 0 octal; a key that is given twice counts last.
/// </summary>
internal sealed class IpL2tpWords
{
    /// <summary>The keys, for completion.</summary>
    public static readonly string[] Keys =
    [
        "tunnel", "session", "tunnel_id", "peer_tunnel_id", "session_id", "peer_session_id", "remote", "local", "encap",
        "udp_sport", "udp_dport", "udp_csum", "udp6_csum_tx", "udp6_csum_rx", "name", "cookie", "peer_cookie", "l2spec_type",
        "seq", "offset", "peer_offset",
    ];

    private readonly Queue<string> _words;
    private readonly List<string> _notes = [];
    private bool _tunnel;
    private bool _session;
    private bool _help;
    private uint _tunnelId;
    private uint _peerTunnelId;
    private uint _sessionId;
    private uint _peerSessionId;
    private string _encapsulation = "udp";
    private IPAddress? _local;
    private IPAddress? _remote;
    private ushort _sourcePort;
    private ushort _destinationPort;
    private bool _checksum4;
    private bool _checksum6 = true;
    private string? _name;
    private string _cookie = "";
    private string _peerCookie = "";
    private string _sublayer = "default";
    private string _sequencing = "none";

    private IpL2tpWords(IEnumerable<string> words) => _words = new Queue<string>(words);

    /// <summary>Understands the words after <c>l2tp</c>.</summary>
    /// <exception cref="UsageException">They are wrong; the message says which one and what would be right.</exception>
    public static L2tpCommand Parse(IReadOnlyList<string> words)
    {
        if (words.Count == 0 || Shortens(words[0], "help"))
        {
            return new L2tpCommand.Help();
        }

        IpL2tpWords parser = new(words.Skip(1));
        Func<L2tpCommand> finish = words[0] switch
        {
            var verb when Shortens(verb, "add") => parser.Add,
            var verb when Shortens(verb, "delete") => parser.Delete,
            var verb when Shortens(verb, "show") || Shortens(verb, "lst") || Shortens(verb, "list") => parser.Show,
            var verb => throw new UsageException($"\"{verb}\" is unknown: add, del, show or help."),
        };
        parser.ReadAll();
        return parser._help ? new L2tpCommand.Help() : finish() with { Notes = parser._notes };
    }

    private static bool Shortens(string word, string whole) => word.Length > 0 && whole.StartsWith(word, StringComparison.Ordinal);

    private L2tpCommand Add()
    {
        RequireObject();
        Require(_tunnelId != 0, "tunnel_id");
        if (_session)
        {
            Require(_peerSessionId != 0, "peer_session_id");
            Require(_sessionId != 0, "session_id");
            return new L2tpCommand.AddSession(new L2tpSessionRequest
            {
                Name = _name,
                TunnelId = _tunnelId,
                SessionId = _sessionId,
                PeerSessionId = _peerSessionId,
                Cookie = _cookie,
                PeerCookie = _peerCookie,
                L2Sublayer = _sublayer,
                Sequencing = _sequencing,
            });
        }

        Require(_peerTunnelId != 0, "peer_tunnel_id");
        Require(_local is not null, "local");
        Require(_remote is not null, "remote");
        if (_local!.AddressFamily != _remote!.AddressFamily)
        {
            throw new UsageException($"local {_local} and remote {_remote} must be of one address family.");
        }

        bool udp = _encapsulation == "udp";
        bool ipv6 = _local.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6;
        if (udp)
        {
            Require(_sourcePort != 0, "udp_sport");
            Require(_destinationPort != 0, "udp_dport");
        }

        return new L2tpCommand.AddTunnel(new L2tpTunnelRequest
        {
            Name = _name,
            TunnelId = _tunnelId,
            PeerTunnelId = _peerTunnelId,
            Encapsulation = _encapsulation,
            Local = _local.ToString(),
            Remote = _remote.ToString(),
            UdpSourcePort = udp ? _sourcePort : null,
            UdpDestinationPort = udp ? _destinationPort : null,
            UdpChecksum = !udp ? "auto" : (ipv6 ? _checksum6 : _checksum4) ? "computed" : "zero",
        });
    }

    private L2tpCommand Delete()
    {
        RequireObject();
        Require(_tunnelId != 0, "tunnel_id");
        if (!_session)
        {
            return new L2tpCommand.DeleteTunnel(_tunnelId);
        }

        Require(_sessionId != 0, "session_id");
        return new L2tpCommand.DeleteSession(_tunnelId, _sessionId);
    }

    private L2tpCommand Show()
    {
        RequireObject();
        return _session ? new L2tpCommand.ShowSessions(_tunnelId, _sessionId) : new L2tpCommand.ShowTunnels(_tunnelId);
    }

    private void ReadAll()
    {
        while (_words.TryDequeue(out string? key))
        {
            Read(key);
        }
    }

    private void Read(string key)
    {
        switch (key)
        {
            case "tunnel": _tunnel = true; break;
            case "session": _session = true; break;
            case "tunnel_id" or "tid": _tunnelId = Number(key, uint.MaxValue); break;
            case "peer_tunnel_id" or "ptid": _peerTunnelId = Number(key, uint.MaxValue); break;
            case "session_id" or "sid": _sessionId = Number(key, uint.MaxValue); break;
            case "peer_session_id" or "psid": _peerSessionId = Number(key, uint.MaxValue); break;
            case "encap": _encapsulation = OneOf(key, "udp", "ip"); break;
            case "local": _local = Address(key); break;
            case "remote": _remote = Address(key); break;
            case "udp_sport": _sourcePort = (ushort)Number(key, ushort.MaxValue); break;
            case "udp_dport": _destinationPort = (ushort)Number(key, ushort.MaxValue); break;
            case "udp_csum": _checksum4 = OneOf(key, "on", "off") == "on"; break;
            case "udp6_csum_tx": _checksum6 = OneOf(key, "on", "off") == "on"; break;
            case "udp6_csum_rx":
                _ = OneOf(key, "on", "off");
                _notes.Add("udp6_csum_rx has no effect: received UDP checksums of tunnels are not looked at.");
                break;
            case "name": _name = Value(key); break;
            case "cookie": _cookie = Cookie(key); break;
            case "peer_cookie": _peerCookie = Cookie(key); break;
            case "l2spec_type": _sublayer = OneOf(key, "none", "default"); break;
            case "seq": _sequencing = OneOf(key, "none", "send", "recv", "both"); break;
            case "offset" or "peer_offset":
                _ = Number(key, byte.MaxValue);
                _notes.Add($"{key} is ignored, as by ip: L2TPv3 has no offset field.");
                break;
            default:
                _help = Shortens(key, "help") ? true : throw new UsageException($"\"{key}\" is unknown.{Near(key)}");
                break;
        }
    }

    private static string Near(string key)
    {
        string? near = Keys.FirstOrDefault(k => k.StartsWith(key, StringComparison.Ordinal)
            || k.Replace('_', '-') == key || k.Replace("_", "", StringComparison.Ordinal) == key);
        return near is null ? "" : $" Did you mean \"{near}\"?";
    }

    private string Value(string key) =>
        _words.TryDequeue(out string? value) ? value : throw new UsageException($"\"{key}\" needs a value.");

    private uint Number(string key, uint most)
    {
        string value = Value(key);
        bool good = value switch
        {
            ['0', 'x' or 'X', .. var hex] => uint.TryParse(hex, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint _)
                && hex.Length > 0,
            _ => value.Length > 0 && value.All(char.IsAsciiDigit),
        };
        if (good && Convert(value) is { } number && number <= most)
        {
            return number;
        }

        throw new UsageException($"{key} \"{value}\": a number from 0 to {most} is wanted.");
    }

    private static uint? Convert(string value)
    {
        try
        {
            return value switch
            {
                ['0', 'x' or 'X', ..] => System.Convert.ToUInt32(value, 16),
                ['0', _, ..] => System.Convert.ToUInt32(value, 8),
                _ => System.Convert.ToUInt32(value, 10),
            };
        }
        catch (Exception exception) when (exception is OverflowException or FormatException)
        {
            return null;
        }
    }

    private IPAddress? Address(string key)
    {
        string value = Value(key);
        if (value == "any")
        {
            return null;
        }

        // IPAddress also takes 1.2 and 0x1020304; ip does not.
        bool plain = IPAddress.TryParse(value, out IPAddress? address)
            && (value.Contains(':', StringComparison.Ordinal) ? !value.Contains('%', StringComparison.Ordinal) : value.Count(c => c == '.') == 3)
            && !value.Contains('/', StringComparison.Ordinal);
        return plain ? address : throw new UsageException($"{key} \"{value}\": an IPv4 or IPv6 address is wanted.");
    }

    private string Cookie(string key)
    {
        string value = Value(key);
        if (value.Length is not (8 or 16))
        {
            throw new UsageException($"{key} \"{value}\": 8 or 16 hexadecimal digits are wanted.");
        }

        return value.All(char.IsAsciiHexDigit)
            ? value.ToLowerInvariant()
            : throw new UsageException($"{key} \"{value}\": only hexadecimal digits are allowed.");
    }

    private string OneOf(string key, params string[] allowed)
    {
        string value = Value(key);
        return allowed.Contains(value)
            ? value
            : throw new UsageException($"{key} \"{value}\": {string.Join(", ", allowed[..^1])} or {allowed[^1]} is wanted.");
    }

    private void RequireObject()
    {
        if (_tunnel == _session)
        {
            throw new UsageException(_tunnel ? "either \"tunnel\" or \"session\", not both." : "\"tunnel\" or \"session\" is wanted.");
        }
    }

    private static void Require(bool given, string key)
    {
        if (!given)
        {
            throw new UsageException($"\"{key}\" is required (and not 0).");
        }
    }
}
