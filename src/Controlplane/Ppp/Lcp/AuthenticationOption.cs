using System.Buffers.Binary;

namespace Router.Controlplane.Ppp;

/// <summary>Values of LCP's Authentication-Protocol option (RFC 1661 6.2, RFC 1994 3, RFC 2759 2).</summary>
internal static class AuthenticationOption
{
    private const byte Md5 = 5;
    private const byte MicrosoftV2 = 0x81;

    public static void Write(PppAuthenticationMethod method, ref OptionWriter writer)
    {
        switch (method)
        {
            case PppAuthenticationMethod.Pap:
                writer.AddUInt16(LcpOption.AuthenticationProtocol, PppProtocol.Pap);
                break;
            case PppAuthenticationMethod.Chap:
                writer.Add(LcpOption.AuthenticationProtocol, [0xc2, 0x23, Md5]);
                break;
            case PppAuthenticationMethod.MsChapV2:
                writer.Add(LcpOption.AuthenticationProtocol, [0xc2, 0x23, MicrosoftV2]);
                break;
            default:
                break;
        }
    }

    /// <summary>The method, None when it is none of ours.</summary>
    public static PppAuthenticationMethod Parse(ReadOnlySpan<byte> value)
    {
        if (value.Length < 2)
        {
            return PppAuthenticationMethod.None;
        }

        return (BinaryPrimitives.ReadUInt16BigEndian(value), value.Length) switch
        {
            (PppProtocol.Pap, 2) => PppAuthenticationMethod.Pap,
            (PppProtocol.Chap, 3) when value[2] == Md5 => PppAuthenticationMethod.Chap,
            (PppProtocol.Chap, 3) when value[2] == MicrosoftV2 => PppAuthenticationMethod.MsChapV2,
            _ => PppAuthenticationMethod.None,
        };
    }
}
