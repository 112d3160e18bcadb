using Router.Controlplane.L2tp.Messages;
using Router.Controlplane.L2tp.Wire;
using Xunit;
using static Router.Unit.Tests.Controlplane.L2tp.Octets;

namespace Router.Unit.Tests.Controlplane.L2tp;

/// <summary>AVPs of received messages.</summary>
public sealed class DecoderTests
{
    private static readonly byte[] Secret = Text("secret");
    private static readonly byte[] Vector = Text("a random vector.");

    [Theory]
    [Trait("l2tp", "G85")]
    [InlineData("8005 0000 0007", GeneralError.WrongLength)]
    [InlineData("8000 0000 0007", GeneralError.WrongLength)]
    [InlineData("8008 0000 0007", GeneralError.WrongLength)]
    [InlineData("83FF 0000 0007 41", GeneralError.WrongLength)]
    [InlineData("8006 0000 00", GeneralError.WrongLength)]
    [InlineData("80", GeneralError.WrongLength)]
    [InlineData("0005 0000 0007", null)]
    [InlineData("00", null)]
    public void Length_of_an_avp(string avp, GeneralError? expected)
    {
        ControlMessage message = Decode(V3(1, 0, 0, Type(6), Hex(avp)));
        Assert.Equal(expected, message.Fault?.Error);
        Assert.Equal(expected is null ? 1 : 0, message.Ignored);
    }

    [Theory]
    [Trait("l2tp", "G86")]
    [InlineData("8008 0000 0001 0001")]
    [InlineData("C008 0000 0000 0001")]
    [InlineData("8009 0000 0000 000100")]
    [InlineData("8007 0000 0000 01")]
    [InlineData("8006 0000 0000")]
    [InlineData("8008 0000 0000 00")]
    [InlineData("8008 0000 0000 0000")]
    [InlineData("80")]
    public void First_avp_is_the_message_type(string avp) => Assert.False(TryDecode(V2(1, 0, 0, 0, Hex(avp)), [], out _));

    [Fact]
    [Trait("l2tp", "G86")]
    public void Message_type_of_a_vendor_is_unknown()
    {
        ControlMessage message = Decode(V2(1, 0, 0, 0, Avp(0, U16(1), vendor: 9)));
        Assert.True(message.IsUnknownType);
        Assert.True(message.IsMandatory);
    }

    [Theory]
    [Trait("l2tp", "G87")]
    [Trait("l2tp", "G88")]
    [Trait("l2tp", "G100")]
    [InlineData(0, 20, true)]
    [InlineData(0, 20, false)]
    [InlineData(0, 99, true)]
    [InlineData(0, 1000, false)]
    [InlineData(0, 65535, true)]
    [InlineData(9, 7, true)]
    [InlineData(3561, 1, false)]
    public void Unknown_avp(int vendor, int type, bool mandatory)
    {
        ControlMessage message = Decode(V2(1, 0, 0, 0, Type(1), Avp(type, [1, 2], mandatory, vendor), Avp(7, Text("x"))));
        Assert.Equal(
            mandatory ? new AvpFault(GeneralError.UnknownMandatoryAvp, (ushort)vendor, (AvpType)type) : null, message.Fault);
        Assert.Equal("x"u8.ToArray(), message.Octets(AvpType.HostName).ToArray());
    }

    [Theory]
    [Trait("l2tp", "G89")]
    [InlineData(0x2000)]
    [InlineData(0x0400)]
    public void Reserved_bits_of_an_avp_count_in_version_2_only(int flags)
    {
        byte[] avp = Avp(7, Text("x"), flags: flags);
        Assert.Equal(GeneralError.UnknownMandatoryAvp, Decode(V2(1, 0, 0, 0, Type(1), avp)).Fault?.Error);
        Assert.True(Decode(V3(1, 0, 0, Type(1), avp)).Has(AvpType.HostName));
        ControlMessage optional = Decode(V2(1, 0, 0, 0, Type(1), Avp(7, Text("x"), mandatory: false, flags: flags)));
        Assert.Null(optional.Fault);
        Assert.False(optional.Has(AvpType.HostName));
    }

    [Theory]
    [Trait("l2tp", "G90")]
    [InlineData(2, 9, "01")]
    [InlineData(2, 9, "010203")]
    [InlineData(2, 7, "")]
    [InlineData(2, 11, "")]
    [InlineData(2, 13, "00112233445566778899AABBCCDDEE")]
    [InlineData(2, 1, "01")]
    [InlineData(2, 1, "000102")]
    [InlineData(3, 65, "01")]
    [InlineData(3, 65, "0102030405")]
    [InlineData(3, 65, "010203040506070809")]
    [InlineData(3, 62, "000500")]
    [InlineData(3, 74, "01020304")]
    [InlineData(2, 34, "01020304")]
    [InlineData(2, 39, "00")]
    public void Malformed_known_avp_goes_by_its_m_bit(int version, int type, string value)
    {
        foreach (bool mandatory in new[] { true, false })
        {
            byte[] avp = Avp(type, Hex(value), mandatory);
            ControlMessage message = Decode(version == 2 ? V2(1, 0, 0, 0, Type(4), avp) : V3(1, 0, 0, Type(4), avp));
            Assert.Equal(mandatory ? GeneralError.WrongLength : null, message.Fault?.Error);
            Assert.False(message.Has((AvpType)type));
        }
    }

    [Fact]
    [Trait("l2tp", "G92")]
    public void M_bit_of_a_known_avp_does_not_matter()
    {
        ControlMessage message = Decode(V2(1, 0, 0, 0, Type(1), Avp(2, U16(0x100), mandatory: false), Avp(9, U16(7), mandatory: false)));
        Assert.Null(message.Fault);
        Assert.Equal(0x100, message.ProtocolVersion);
        Assert.Equal(7u, message.AssignedConnectionId);
    }

    [Fact]
    [Trait("l2tp", "G93")]
    public void Of_repeated_avps_the_first_counts()
    {
        ControlMessage message = Decode(V2(1, 0, 0, 0, Type(1), Avp(9, U16(7)), Avp(9, U16(8)), Avp(9, U16(9)), Avp(21, Text("1"))));
        Assert.Null(message.Fault);
        Assert.Equal(7u, message.AssignedConnectionId);
        Assert.Equal(2, message.Ignored);
    }

    [Theory]
    [Trait("l2tp", "G94")]
    [Trait("l2tp", "G96")]
    [InlineData(1, 0)]
    [InlineData(13, 0)]
    [InlineData(14, 0)]
    [InlineData(15, 0)]
    [InlineData(16, 0)]
    [InlineData(30, 0)]
    [InlineData(31, 0)]
    [InlineData(31, 7)]
    [InlineData(1000, 9)]
    public void Hidden_values_are_revealed(int length, int padding)
    {
        byte[] value = [.. Enumerable.Range(0, length).Select(i => (byte)i)];
        ControlMessage message = Decode(
            V2(1, 0, 0, 0, Type(10), Avp(36, Vector), Hidden(21, value, Secret, Vector, padding), Avp(15, U32(9))), Secret);
        Assert.Null(message.Fault);
        Assert.Equal(value, message.Octets(AvpType.CalledNumber).ToArray());
        Assert.Equal(9u, message.Number(AvpType.SerialNumber));
    }

    [Fact]
    [Trait("l2tp", "G96")]
    public void The_nearest_random_vector_in_front_counts()
    {
        byte[] other = Text("another vector");
        ControlMessage message = Decode(
            V2(1, 0, 0, 0, Type(10), Avp(36, other), Hidden(14, U16(5), Secret, other), Avp(36, Vector), Hidden(22, Text("12"), Secret, Vector)),
            Secret);
        Assert.Null(message.Fault);
        Assert.Equal(5u, message.AssignedSessionId);
        Assert.Equal("12"u8.ToArray(), message.Octets(AvpType.CallingNumber).ToArray());
    }

    [Fact]
    [Trait("l2tp", "G97")]
    public void Hidden_without_vector_secret_or_a_fitting_length()
    {
        byte[] hidden = Hidden(21, Text("555"), Secret, Vector);
        Assert.Equal(GeneralError.OutOfRange, Decode(V2(1, 0, 0, 0, Type(10), hidden), Secret).Fault?.Error);
        ControlMessage noSecret = Decode(V2(1, 0, 0, 0, Type(10), Avp(36, Vector), hidden));
        Assert.Equal(GeneralError.OutOfRange, noSecret.Fault?.Error);
        Assert.True(noSecret.HasUnrevealed);
        Assert.Equal(GeneralError.OutOfRange, Decode(V2(1, 0, 0, 0, Type(10), Avp(36, Vector), hidden), Text("wrong")).Fault?.Error);
        foreach (int octets in new[] { 0, 1, 2, 17 })
        {
            ControlMessage tiny = Decode(V2(1, 0, 0, 0, Type(10), Avp(36, Vector), Avp(21, new byte[octets], flags: 0x4000)), Secret);
            Assert.Equal(GeneralError.OutOfRange, tiny.Fault?.Error);
        }

        ControlMessage optional = Decode(V2(1, 0, 0, 0, Type(12), Hidden(30, Text("x"), Secret, Vector, mandatory: false)), Secret);
        Assert.Null(optional.Fault);
        Assert.False(optional.Has(AvpType.ProxyAuthenName));
    }

    [Theory]
    [Trait("l2tp", "G98")]
    [InlineData(2, "0100")]
    [InlineData(36, "01")]
    [InlineData(59, "0000000000000000000000000000000000")]
    [InlineData(60, "0A000001")]
    [InlineData(73, "01")]
    [InlineData(5, "0000000000000001")]
    [InlineData(7, "41")]
    [InlineData(10, "0004")]
    public void What_may_not_be_hidden_is_malformed_when_hidden(int type, string value)
    {
        ControlMessage message = Decode(V3(1, 0, 0, Type(1), Avp(36, Vector), Hidden(type, Hex(value), Secret, Vector)), Secret);
        if (AvpTable.Of((AvpType)type).BelongsTo(3))
        {
            Assert.Equal(GeneralError.OutOfRange, message.Fault?.Error);
        }

        Assert.True(type == 36 || !message.Has((AvpType)type));
    }

    [Fact]
    [Trait("l2tp", "G99")]
    public void Extended_vendor_id_is_ignored()
    {
        byte[] inner = Join(U32(0x00010001), U16(7), Text("value"));
        ControlMessage message = Decode(V3(1, 0, 0, Type(1), Avp(58, inner, mandatory: false), Avp(58, inner, mandatory: false), Avp(7, Text("x"))));
        Assert.Null(message.Fault);
        Assert.True(message.Has(AvpType.HostName));
    }

    [Theory]
    [Trait("l2tp", "H117")]
    [Trait("l2tp", "H118")]
    [InlineData("0001", 1, 0, null)]
    [InlineData("0002 0008", 2, 8, null)]
    [InlineData("0002 0006 6F6F7073 0A", 2, 6, "oops.")]
    [InlineData("FFFF FFFF", 65535, 65535, null)]
    public void Result_codes(string value, ushort result, ushort error, string? text)
    {
        ControlMessage message = Decode(V2(1, 1, 0, 0, Type(14), Avp(1, Hex(value))));
        Assert.Equal(new L2tpResult(result, error, text), message.Result);
    }

    [Theory]
    [Trait("l2tp", "J144")]
    [InlineData("", 0)]
    [InlineData("01020304", 4)]
    [InlineData("0102030405060708", 8)]
    public void Cookies(string value, int length)
    {
        ControlMessage message = Decode(V3(1, 0, 0, Type(10), Avp(65, Hex(value))));
        Assert.Equal(length, message.Cookie.Length);
        Assert.Equal(value, message.Cookie.ToString());
    }

    [Fact]
    [Trait("l2tp", "J151")]
    public void Connect_speeds_of_version_3_have_eight_octets()
    {
        ControlMessage message = Decode(V3(1, 0, 0, Type(12), Avp(74, U64(10_000_000_000), mandatory: false), Avp(75, U32(5), mandatory: false)));
        Assert.Null(message.Fault);
        Assert.Equal(10_000_000_000u, message.Number(AvpType.TxConnectSpeed));
        Assert.False(message.Has(AvpType.RxConnectSpeed));
    }

    private static ControlMessage Decode(byte[] octets, byte[]? key = null)
    {
        Assert.True(TryDecode(octets, key ?? [], out ControlMessage message));
        return message;
    }

    private static bool TryDecode(byte[] octets, byte[] key, out ControlMessage message)
    {
        Assert.Equal(ControlDropReason.None, ControlHeader.TryParse(octets, out ControlHeader header));
        message = new ControlMessage();
        return MessageDecoder.TryDecode(header, octets, key, message);
    }
}
