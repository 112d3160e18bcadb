using Router.Controlplane.Ppp;

namespace Router.Controlplane.Radius;

/// <summary>Access-Request for a PPP user (RFC 2865 4.1; MS-CHAPv2: RFC 2548 2.3).</summary>
/// <param name="session">The session.</param>
/// <param name="user">What the user said.</param>
public sealed class AccessRequest(RadiusSession session, PppAuthenticationRequest user) : RadiusRequest
{
    internal override bool IsAccounting => false;

    internal override int Write(Span<byte> buffer, in RadiusWriteContext context)
    {
        RadiusWriter writer = new(buffer, RadiusCode.AccessRequest, context.Identifier);
        context.Random.CopyTo(buffer[RadiusPacket.AuthenticatorOffset..]);
        writer.ReserveMessageAuthenticator();
        writer.Add(RadiusAttribute.UserName, user.NameOctets.Span);
        WriteCredentials(context, ref writer);
        context.Nas.Write(ref writer);
        session.Write(ref writer);
        Span<byte> packet = writer.Packet;
        RadiusSecurity.SignMessage(packet, writer.MessageAuthenticatorOffset, context.Secret);
        return packet.Length;
    }

    private void WriteCredentials(in RadiusWriteContext context, ref RadiusWriter writer)
    {
        ReadOnlySpan<byte> response = user.Response.Span;
        switch (user.Method)
        {
            case PppAuthenticationMethod.Pap:
                writer.Add(RadiusAttribute.UserPassword, RadiusSecurity.HidePassword(response, context.Secret, context.Random));
                break;
            case PppAuthenticationMethod.Chap:
                Span<byte> password = stackalloc byte[1 + response.Length];
                password[0] = user.Identifier;
                response.CopyTo(password[1..]);
                writer.Add(RadiusAttribute.ChapPassword, password);
                writer.Add(RadiusAttribute.ChapChallenge, user.Challenge.Span);
                break;
            case PppAuthenticationMethod.MsChapV2 when response.Length == MsChapV2.ResponseLength:
                // Identifier and flags come first here, the flags last in PPP (RFC 2548 2.3.2).
                Span<byte> value = stackalloc byte[2 + MsChapV2.ResponseLength - 1];
                value[0] = user.Identifier;
                value[1] = response[^1];
                response[..^1].CopyTo(value[2..]);
                writer.AddVendor(RadiusVendor.Microsoft, RadiusVendor.MsChapChallenge, user.Challenge.Span);
                writer.AddVendor(RadiusVendor.Microsoft, RadiusVendor.MsChap2Response, value);
                break;
            default:
                break;
        }
    }
}
