using System.Collections.Concurrent;
using System.Text;
using Router.Controlplane.L2tp.Sessions;
using Router.Controlplane.L2tp.Tunnels;
using Router.Controlplane.L2tp.Wire;

namespace Router.Controlplane.L2tp.Service;

/// <summary>The words in which states, causes and result codes are shown.</summary>
internal static class L2tpWords
{
    private static readonly string[] StopResults =
    [
        "none",
        "general request to clear control connection",
        "general error",
        "control connection already exists",
        "requester is not authorized to establish a control connection",
        "the protocol version of the requester is not supported",
        "requester is being shut down",
        "finite state machine error or timeout",
        "control connection PHB mismatch",
    ];

    private static readonly string[] DisconnectResults =
    [
        "none",
        "session disconnected due to loss of carrier or circuit disconnect",
        "session disconnected for the reason indicated in the error code",
        "session disconnected for administrative reasons",
        "session establishment failed due to lack of appropriate facilities (temporary)",
        "session establishment failed due to lack of appropriate facilities (permanent)",
        "call failed due to invalid destination",
        "call failed due to no carrier detected",
        "call failed due to detection of a busy signal",
        "call failed due to lack of a dial tone",
        "call was not established within the time allotted by the LAC",
        "call was connected but no appropriate framing was detected",
        "session PHB mismatch",
        "session not established due to losing tie breaker",
        "session not established due to unsupported PW type",
        "session not established, sequencing required without valid L2-Specific Sublayer",
        "finite state machine error or timeout",
        "FR PVC was deleted permanently",
        "FR PVC has been INACTIVE for an extended period of time",
        "mismatched FR header length",
        "HDLC link was deleted permanently",
        "HDLC link has been INACTIVE for an extended period of time",
        "session not established due to other LCCE can not support the OAM Cell Emulation",
        "result 23",
        "attachment circuits do not match",
    ];

    private static readonly string[] Errors =
    [
        "no general error",
        "no control connection exists yet for this pair of LCCEs",
        "length is wrong",
        "one of the field values was out of range",
        "insufficient resources to handle this operation now",
        "invalid session ID",
        "a generic vendor-specific error occurred",
        "try another",
        "receipt of an unknown AVP with the M bit set",
        "try another directed",
    ];

    /// <summary>A tunnel's state as RFC 2661 7.2 and RFC 3931 7.2 name it, and the ways to its end.</summary>
    public static string Of(TunnelState state) => state switch
    {
        TunnelState.Idle => "idle",
        TunnelState.WaitControlReply => "wait-ctl-reply",
        TunnelState.WaitControlConnection => "wait-ctl-conn",
        TunnelState.Established => "established",
        TunnelState.Closing => "closing",
        TunnelState.Stopped => "stopped",
        TunnelState.Dead => "dead",
        _ => "removed",
    };

    /// <summary>A session's state as RFC 2661 7.4 and 7.5 and RFC 3931 7.3 and 7.4 name it.</summary>
    public static string Of(SessionState state) => state switch
    {
        SessionState.WaitControlConnection => "wait-tunnel",
        SessionState.WaitDecision => "wait-decision",
        SessionState.WaitReply => "wait-reply",
        SessionState.WaitConnect => "wait-connect",
        SessionState.WaitAnswer => "wait-cs-answer",
        SessionState.Established => "established",
        _ => "closed",
    };

    /// <summary>The name of a value in words with hyphens.</summary>
    public static string Of<T>(T value)
        where T : struct, Enum => Names<T>.All.GetOrAdd(value, static value => Hyphenate(value.ToString()));

    /// <summary>What a session carries, in the words of the configuration's <c>mode</c> if that is Ethernet.</summary>
    public static string Mode(PseudowireType type) => type == PseudowireType.EthernetVlan ? "vlan" : Of(type);

    /// <summary>State of a circuit: <c>active</c> or <c>inactive</c>, then what else is said (RFC 5641).</summary>
    public static string Circuit(CircuitStatus status)
    {
        StringBuilder text = new((status & CircuitStatus.Active) != 0 ? "active" : "inactive");
        foreach (CircuitStatus bit in (CircuitStatus[])
            [CircuitStatus.CircuitReceiveFault, CircuitStatus.CircuitTransmitFault, CircuitStatus.NetworkReceiveFault, CircuitStatus.NetworkTransmitFault, CircuitStatus.Standby])
        {
            if ((status & bit) != 0)
            {
                _ = text.Append(' ').Append(Of(bit));
            }
        }

        return text.ToString();
    }

    /// <summary>A result code in the words of RFC 3931 5.4.2 and its extensions.</summary>
    /// <param name="result">The code.</param>
    /// <param name="isStop">Of StopCCN; else of CDN.</param>
    public static string Result(ushort result, bool isStop)
    {
        string[] words = isStop ? StopResults : DisconnectResults;
        return result < words.Length ? words[result] : $"result {result}";
    }

    /// <summary>A general error code in the words of RFC 3931 5.4.2.</summary>
    public static string Error(ushort error) => error < Errors.Length ? Errors[error] : $"error {error}";

    private static string Hyphenate(string name)
    {
        StringBuilder text = new(name.Length + 4);
        foreach (char c in name)
        {
            if (char.IsAsciiLetterUpper(c) && text.Length > 0)
            {
                _ = text.Append('-');
            }

            _ = text.Append(char.ToLowerInvariant(c));
        }

        return text.ToString();
    }

    private static class Names<T>
        where T : struct, Enum
    {
        public static ConcurrentDictionary<T, string> All { get; } = new();
    }
}
