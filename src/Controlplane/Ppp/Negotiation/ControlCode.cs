namespace Router.Controlplane.Ppp;

/// <summary>Codes of control packets (RFC 1661 5; 12 and 13 are RFC 1570's).</summary>
internal static class ControlCode
{
    public const byte ConfigureRequest = 1;
    public const byte ConfigureAck = 2;
    public const byte ConfigureNak = 3;
    public const byte ConfigureReject = 4;
    public const byte TerminateRequest = 5;
    public const byte TerminateAck = 6;
    public const byte CodeReject = 7;
    public const byte ProtocolReject = 8;
    public const byte EchoRequest = 9;
    public const byte EchoReply = 10;
    public const byte DiscardRequest = 11;
    public const byte Identification = 12;
    public const byte TimeRemaining = 13;
}
