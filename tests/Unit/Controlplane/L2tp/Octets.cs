using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Router.Controlplane.L2tp.Wire;

namespace Router.Unit.Tests.Controlplane.L2tp;

/// <summary>Messages as octets, made without the router's own writer.</summary>
[SuppressMessage("Security", "CA5351", Justification = "The RFCs prescribe MD5.")]
[SuppressMessage("Security", "CA5350", Justification = "RFC 3931 prescribes HMAC-SHA-1.")]
internal static class Octets
{
    public static byte[] Hex(string text) => Convert.FromHexString(text.Replace(" ", "", StringComparison.Ordinal));

    public static byte[] U16(int value) => [(byte)(value >> 8), (byte)value];

    public static byte[] U32(uint value) => [(byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value];

    public static byte[] U64(ulong value)
    {
        byte[] octets = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(octets, value);
        return octets;
    }

    public static byte[] Text(string text) => Encoding.ASCII.GetBytes(text);

    public static byte[] Join(params byte[][] parts) => [.. parts.SelectMany(part => part)];

    /// <summary>An AVP of vendor 0.</summary>
    public static byte[] Avp(int type, byte[] value, bool mandatory = true, int vendor = 0, int flags = 0) =>
        Join(U16((mandatory ? 0x8000 : 0) | flags | (6 + value.Length)), U16(vendor), U16(type), value);

    public static byte[] Type(int message, bool mandatory = true) => Avp(0, U16(message), mandatory);

    /// <summary>A message of L2TPv2.</summary>
    public static byte[] V2(int tunnel, int session, int ns, int nr, params byte[][] avps)
    {
        byte[] body = Join(avps);
        return Join(U16(0xC802), U16(12 + body.Length), U16(tunnel), U16(session), U16(ns), U16(nr), body);
    }

    /// <summary>A message of L2TPv3 as it is over UDP.</summary>
    public static byte[] V3(uint connection, int ns, int nr, params byte[][] avps)
    {
        byte[] body = Join(avps);
        return Join(U16(0xC803), U16(12 + body.Length), U32(connection), U16(ns), U16(nr), body);
    }

    /// <summary>A message of L2TPv3 with a digest as its second AVP (RFC 3931 5.4.1).</summary>
    public static byte[] Signed(byte[] message, byte[] secret, byte[]? senderNonce = null, byte[]? receiverNonce = null, bool sha1 = false)
    {
        byte[] value = new byte[sha1 ? 21 : 17];
        value[0] = (byte)(sha1 ? 1 : 0);
        byte[] whole = Join(message[..20], Avp(59, value), message[20..]);
        BinaryPrimitives.WriteUInt16BigEndian(whole.AsSpan(2), (ushort)whole.Length);
        byte[] key = HMACMD5.HashData(secret, new byte[] { 2 });
        byte[] input = Join(senderNonce ?? [], receiverNonce ?? [], whole);
        (sha1 ? HMACSHA1.HashData(key, input) : HMACMD5.HashData(key, input)).CopyTo(whole, 27);
        return whole;
    }

    /// <summary>A hidden AVP.</summary>
    public static byte[] Hidden(int type, byte[] value, byte[] key, byte[] vector, int padding = 0, bool mandatory = true)
    {
        byte[] hidden = new byte[2 + value.Length + padding];
        HiddenAvp.Hide((AvpType)type, value, new byte[padding], key, vector, hidden);
        return Avp(type, hidden, mandatory, flags: 0x4000);
    }
}
