using Router.Controlplane.Ppp;
using Xunit;

namespace Router.Unit.Tests.Controlplane.Ppp;

/// <summary>LCP's options, echoes and rejects, octet by octet.</summary>
public sealed class LcpTests
{
    private readonly TestOwner _owner = new();
    private long _now = 1000;

    [Fact]
    public void AsksForWhatIsConfigured()
    {
        PppSession session = Start(new PppSettings
        {
            Mru = 1460,
            RequiredAuthentication = [PppAuthenticationMethod.MsChapV2],
            RequestProtocolCompression = true,
            RequestAddressCompression = true,
            Random = static octets => octets.Fill(0xab),
        });
        Assert.Equal(PppPhase.Establish, session.Phase);
        Assert.Equal(
            "FF03C021 01010017 010405B4 0305C22381 0506ABABABAB 0702 0802".Replace(" ", "", StringComparison.Ordinal),
            Convert.ToHexString(Assert.Single(_owner.TakeSent())));
    }

    [Fact]
    public void DefaultsAskForAMagicNumberOnly()
    {
        _ = Start(new PppSettings { Random = static octets => octets.Fill(1) });
        Assert.Equal("FF03C0210101000A050601010101", Convert.ToHexString(Assert.Single(_owner.TakeSent())));
    }

    [Theory]
    [InlineData("0506 01020304", "02", "0506 01020304")]
    [InlineData("0104 05D4 0206 00000000 0702 0802", "02", "0104 05D4 0206 00000000 0702 0802")]
    [InlineData("0104 0040", "03", "0104 0080")]
    [InlineData("0104 05D4 1104 05DC 0702 1303 00", "04", "1104 05DC 1303 00")]
    [InlineData("0304 C023", "04", "0304 C023")]
    [InlineData("0103 05", "04", "0103 05")]
    [InlineData("", "02", "")]
    public void AnswersARequest(string options, string code, string answer)
    {
        PppSession session = Start(new PppSettings { Random = static octets => octets.Fill(1) });
        _ = _owner.TakeSent();
        session.Receive(Lcp(1, 9, options), _now);
        byte[] reply = Assert.Single(_owner.TakeSent());
        Assert.Equal(Convert.ToHexString(Lcp(Convert.FromHexString(code)[0], 9, answer)), Convert.ToHexString(reply));
    }

    [Fact]
    public void ForbiddenCompressionIsRejected()
    {
        PppSession session = Start(new PppSettings { AcceptAddressCompression = false, AcceptProtocolCompression = false });
        _ = _owner.TakeSent();
        session.Receive(Lcp(1, 9, "0702 0802"), _now);
        Assert.Equal(4, Assert.Single(_owner.TakeSent())[4]);
    }

    [Fact]
    public void AfterMaxFailureNaksThereAreRejects()
    {
        PppSession session = Start(new PppSettings { MaximumFailure = 3 });
        _ = _owner.TakeSent();
        for (byte i = 0; i < 5; i++)
        {
            session.Receive(Lcp(1, i, "0104 0001"), _now);
            Assert.Equal(i < 3 ? 3 : 4, Assert.Single(_owner.TakeSent())[4]);
        }
    }

    [Fact]
    public void APeerThatNaksForeverIsGivenUp()
    {
        PppSession session = Start(new PppSettings { Mru = 1400 });
        for (int i = 0; i < 100 && _owner.Reason is null; i++)
        {
            List<byte[]> sent = _owner.TakeSent();
            if (sent.Count == 0 || sent[^1][4] != 1)
            {
                break;
            }

            session.Receive(Lcp(3, sent[^1][5], "0104 0800"), _now);
        }

        Assert.Equal(PppPhase.Terminate, session.Phase);
        RunDown(session);
        Assert.Equal(PppDownReason.NegotiationFailed, _owner.Reason);
    }

    [Fact]
    public void TakesALowerMruAndDropsWhatIsRejected()
    {
        PppSession session = Start(new PppSettings { Mru = 1460, RequestAddressCompression = true });
        session.Receive(Lcp(3, Last()[5], "0104 0500"), _now);
        session.Receive(Lcp(4, Last()[5], "0802 0506 00000000"), _now);
        Assert.Equal("FF03C02101030008" + "01040500", Convert.ToHexString(Last()));
        session.Receive(Lcp(2, 3, "0104 0500"), _now);
        session.Receive(Lcp(1, 1, "0104 05D4 0702"), _now);
        Assert.Equal(new PppLink(1492, 1280, true, false), session.Link);
    }

    [Fact]
    public void AnAckMustRepeatTheRequest()
    {
        PppSession session = Start(new PppSettings());
        byte[] request = Last();
        session.Receive(Lcp(2, (byte)(request[5] + 1), Convert.ToHexString(request[8..])), _now);
        session.Receive(Lcp(2, request[5], "0506 00000000"), _now);
        Assert.Equal(AutomatonState.RequestSent, session.LcpState);
        session.Receive(Lcp(2, request[5], Convert.ToHexString(request[8..])), _now);
        Assert.Equal(AutomatonState.AckReceived, session.LcpState);
    }

    [Fact]
    public void ALoopIsFound()
    {
        PppSession session = Start(new PppSettings());
        for (int i = 0; i < 50 && session.Phase != PppPhase.Terminate; i++)
        {
            foreach (byte[] frame in _owner.TakeSent())
            {
                session.Receive(frame, _now);
            }
        }

        RunDown(session);
        Assert.Equal(PppDownReason.Loopback, _owner.Reason);
    }

    [Fact]
    public void SilenceEndsTheSession()
    {
        PppSession session = Start(new PppSettings { MaximumConfigure = 4 });
        RunDown(session);
        Assert.Equal(PppDownReason.NoAnswer, _owner.Reason);
        Assert.Equal(4, _owner.TakeSent().Count);
        Assert.Equal(1000 + (4 * 3000), _now);
        Assert.Equal(long.MaxValue, session.NextDeadline);
    }

    [Fact]
    public void EchoesAreAnsweredAndCounted()
    {
        PppSession session = Open(new PppSettings { Random = static octets => octets.Fill(1), Ipv4Pool = TestSettings.Pool(), MaximumConfigure = 1000 });
        session.Receive(Lcp(9, 55, "AABBCCDD 010203"), _now);
        Assert.Equal(Convert.ToHexString(Lcp(10, 55, "01010101 010203")), Convert.ToHexString(Last()));
        for (int i = 0; i < 10; i++)
        {
            _now = 1000 + (30_000 * (i + 1));
            session.Tick(_now);
            byte[] echo = _owner.TakeSent().Last(static frame => frame[2] == 0xc0);
            Assert.Equal(9, echo[4]);
            session.Receive(Lcp(10, echo[5], "0A0A0A0A"), _now);
        }

        RunDown(session, session.NextDeadline + 200_000);
        Assert.Equal(PppDownReason.KeepaliveLost, _owner.Reason);
    }

    [Fact]
    public void APeerWithoutEchoesIsNotTakenForDead()
    {
        PppSession session = Open(new PppSettings { Ipv4Pool = TestSettings.Pool(), MaximumConfigure = 1000 });
        _now += 30_000;
        session.Tick(_now);
        byte[] echo = _owner.TakeSent().Last(static frame => frame[2] == 0xc0);
        session.Receive(Lcp(7, 1, Convert.ToHexString(echo[4..])), _now);
        for (int i = 0; i < 20; i++)
        {
            _now += 30_000;
            session.Tick(_now);
        }

        Assert.Equal(PppPhase.Network, session.Phase);
    }

    [Fact]
    public void AnUnknownProtocolIsRejected()
    {
        PppSession session = Open(new PppSettings { Ipv4Pool = TestSettings.Pool() });
        session.Receive(Convert.FromHexString("FF0380FD0101000411"), _now);
        Assert.Equal("0802000B80FD0101000411", Convert.ToHexString(Last())[8..]);
    }

    [Fact]
    public void AnUnknownCodeIsRejectedAndAKnownOneIsNot()
    {
        PppSession session = Open(new PppSettings { Ipv4Pool = TestSettings.Pool() });
        session.Receive(Lcp(77, 5, "0102"), _now);
        Assert.Equal("07", Convert.ToHexString(Last())[8..10]);
        foreach (byte code in new byte[] { 10, 11, 12, 13 })
        {
            session.Receive(Lcp(code, 5, "01020304"), _now);
        }

        Assert.Empty(_owner.Sent);
    }

    [Theory]
    [Trait("l2tp", "D54")]
    [InlineData("FF03C021", 0xc021, "")]
    [InlineData("C02101", 0xc021, "01")]
    [InlineData("FF032145", 0x21, "45")]
    [InlineData("2145", 0x21, "45")]
    [InlineData("002145", 0x21, "45")]
    public void FramesAreReceivedInAllForms(string frame, int protocol, string information)
    {
        Assert.True(PppFrame.TryParse(Convert.FromHexString(frame), out ushort number, out ReadOnlySpan<byte> rest));
        Assert.Equal((protocol, information), (number, Convert.ToHexString(rest)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("FF03")]
    [InlineData("C0")]
    [InlineData("FF03C020")]
    public void FramesWithoutAProtocolAreNot(string frame) =>
        Assert.False(PppFrame.TryParse(Convert.FromHexString(frame), out _, out _));

    [Fact]
    public void TerminateRequestIsAcknowledgedAndEndsTheSession()
    {
        PppSession session = Open(new PppSettings { Ipv4Pool = TestSettings.Pool() });
        session.Receive(Lcp(5, 33, ""), _now);
        Assert.Equal(Convert.ToHexString(Lcp(6, 33, "")), Convert.ToHexString(Last()));
        RunDown(session);
        Assert.Equal(PppDownReason.PeerTerminated, _owner.Reason);
    }

    private static byte[] Lcp(byte code, byte identifier, string options)
    {
        byte[] data = Convert.FromHexString(options.Replace(" ", "", StringComparison.Ordinal));
        return [0xff, 0x03, 0xc0, 0x21, code, identifier, 0, (byte)(data.Length + 4), .. data];
    }

    private PppSession Start(PppSettings settings)
    {
        PppSession session = new(settings, _owner);
        session.Open(_now);
        return session;
    }

    private PppSession Open(PppSettings settings)
    {
        PppSession session = Start(settings);
        byte[] request = Last();
        session.Receive(Lcp(2, request[5], Convert.ToHexString(request[8..])), _now);
        session.Receive(Lcp(1, 1, "0506 0A0A0A0A"), _now);
        Assert.Equal(PppPhase.Network, session.Phase);
        _ = _owner.TakeSent();
        return session;
    }

    private byte[] Last() => _owner.TakeSent()[^1];

    private void RunDown(PppSession session, long until = long.MaxValue)
    {
        while (_owner.Reason is null && session.NextDeadline < until)
        {
            _now = session.NextDeadline;
            session.Tick(_now);
        }
    }
}
