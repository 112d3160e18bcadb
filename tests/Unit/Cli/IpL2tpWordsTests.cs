using Router.Api;
using Router.Cli;
using Router.Cli.L2tp;
using Xunit;

namespace Router.Unit.Tests.Cli;

/// <summary>The words of iproute2's ip l2tp; the first cases are the examples of its manual page.</summary>
public sealed class IpL2tpWordsTests
{
    [Fact]
    public void Tunnel_of_the_manual_page()
    {
        L2tpTunnelRequest tunnel = AddTunnel(
            "add tunnel tunnel_id 3000 peer_tunnel_id 4000 encap udp local 1.2.3.4 remote 5.6.7.8 udp_sport 5000 udp_dport 6000");
        Assert.Equal(
            new L2tpTunnelRequest
            {
                TunnelId = 3000,
                PeerTunnelId = 4000,
                Encapsulation = "udp",
                Local = "1.2.3.4",
                Remote = "5.6.7.8",
                UdpSourcePort = 5000,
                UdpDestinationPort = 6000,
                UdpChecksum = "zero",
            },
            tunnel);
    }

    [Fact]
    public void Session_of_the_manual_page() => Assert.Equal(
        new L2tpSessionRequest { TunnelId = 3000, SessionId = 1000, PeerSessionId = 2000, L2Sublayer = "default", Sequencing = "none" },
        AddSession("add session tunnel_id 3000 session_id 1000 peer_session_id 2000"));

    [Fact]
    public void Session_with_everything() => Assert.Equal(
        new L2tpSessionRequest
        {
            Name = "pw1",
            TunnelId = 1,
            SessionId = 0x11,
            PeerSessionId = 8,
            Cookie = "a1a2a3a4a5a6a7a8",
            PeerCookie = "01020304",
            L2Sublayer = "none",
            Sequencing = "both",
        },
        AddSession("a name pw1 tid 1 sid 0x11 psid 010 cookie A1A2A3A4A5A6A7A8 peer_cookie 01020304 l2spec_type none seq both session"));

    [Theory]
    [InlineData("10.0.0.1", "10.0.0.2", "", "zero")]
    [InlineData("10.0.0.1", "10.0.0.2", "udp_csum on", "computed")]
    [InlineData("10.0.0.1", "10.0.0.2", "udp6_csum_tx on", "zero")]
    [InlineData("2001:db8::1", "2001:db8::2", "", "computed")]
    [InlineData("2001:db8::1", "2001:db8::2", "udp6_csum_tx off", "zero")]
    [InlineData("2001:db8::1", "2001:db8::2", "udp_csum off", "computed")]
    public void Checksum_words_go_by_family(string local, string remote, string words, string expected) => Assert.Equal(
        expected,
        AddTunnel($"add tunnel tid 1 ptid 2 local {local} remote {remote} udp_sport 1 udp_dport 2 {words}").UdpChecksum);

    [Fact]
    public void Ip_encapsulation_has_no_ports()
    {
        L2tpTunnelRequest tunnel = AddTunnel("add tunnel encap ip tid 1 ptid 2 local 10.0.0.1 remote 10.0.0.2 udp_sport 5 udp_dport 6");
        Assert.Equal(("ip", null, null, "auto"), (tunnel.Encapsulation, tunnel.UdpSourcePort, tunnel.UdpDestinationPort, tunnel.UdpChecksum));
    }

    [Theory]
    [InlineData("del tunnel tunnel_id 7")]
    [InlineData("d tunnel tid 7")]
    [InlineData("delete tid 7 tunnel")]
    public void Delete_tunnel(string words) => Assert.Equal(7U, Assert.IsType<L2tpCommand.DeleteTunnel>(Parse(words)).TunnelId);

    [Fact]
    public void Delete_session()
    {
        L2tpCommand.DeleteSession command = Assert.IsType<L2tpCommand.DeleteSession>(Parse("del session tid 7 sid 8"));
        Assert.Equal((7U, 8U), (command.TunnelId, command.SessionId));
    }

    [Theory]
    [InlineData("show session", 0, 0)]
    [InlineData("s session tid 1", 1, 0)]
    [InlineData("list session sid 2", 0, 2)]
    [InlineData("lst session tunnel_id 1 session_id 2", 1, 2)]
    public void Show_session(string words, uint tunnel, uint session)
    {
        L2tpCommand.ShowSessions command = Assert.IsType<L2tpCommand.ShowSessions>(Parse(words));
        Assert.Equal((tunnel, session), (command.TunnelId, command.SessionId));
    }

    [Fact]
    public void Show_tunnel() => Assert.Equal(0U, Assert.IsType<L2tpCommand.ShowTunnels>(Parse("show tunnel")).TunnelId);

    [Theory]
    [InlineData("")]
    [InlineData("help")]
    [InlineData("h")]
    [InlineData("add help")]
    public void Help(string words) => Assert.IsType<L2tpCommand.Help>(Parse(words));

    [Fact]
    public void Offset_is_accepted_and_noted() => Assert.Contains(
        "offset is ignored", Assert.Single(Parse("add session tid 1 sid 2 psid 3 offset 4").Notes), StringComparison.Ordinal);

    [Theory]
    [InlineData("frob", "\"frob\" is unknown: add, del, show or help.")]
    [InlineData("add", "\"tunnel\" or \"session\" is wanted.")]
    [InlineData("add tunnel session tid 1", "not both")]
    [InlineData("add tunnel", "\"tunnel_id\" is required")]
    [InlineData("add tunnel tunnel_id 0 peer_tunnel_id 1", "\"tunnel_id\" is required")]
    [InlineData("add tunnel tid 1", "\"peer_tunnel_id\" is required")]
    [InlineData("add tunnel tid 1 ptid 2 remote 10.0.0.2", "\"local\" is required")]
    [InlineData("add tunnel tid 1 ptid 2 local 10.0.0.1", "\"remote\" is required")]
    [InlineData("add tunnel tid 1 ptid 2 local any remote 10.0.0.2", "\"local\" is required")]
    [InlineData("add tunnel tid 1 ptid 2 local 10.0.0.1 remote 10.0.0.2 udp_dport 1", "\"udp_sport\" is required")]
    [InlineData("add tunnel tid 1 ptid 2 local 10.0.0.1 remote 10.0.0.2 udp_sport 1", "\"udp_dport\" is required")]
    [InlineData("add tunnel tid 1 ptid 2 local 10.0.0.1 remote ::2 encap ip", "one address family")]
    [InlineData("add tunnel tid 1 ptid 2 encap gre", "encap \"gre\": udp or ip is wanted.")]
    [InlineData("add tunnel tid x", "tunnel_id|tid \"x\": a number from 0 to 4294967295")]
    [InlineData("add tunnel tid 4294967296", "a number from 0 to 4294967295")]
    [InlineData("add tunnel tid -1", "a number from 0 to 4294967295")]
    [InlineData("add tunnel tid 08", "a number from 0 to 4294967295")]
    [InlineData("add tunnel tid 0x", "a number from 0 to 4294967295")]
    [InlineData("add tunnel tid", "\"tid\" needs a value.")]
    [InlineData("add tunnel udp_sport 65536", "a number from 0 to 65535")]
    [InlineData("add tunnel udp_csum yes", "on or off is wanted")]
    [InlineData("add tunnel local host", "an IPv4 or IPv6 address is wanted")]
    [InlineData("add tunnel local 10.1", "an IPv4 or IPv6 address is wanted")]
    [InlineData("add tunnel local 10.0.0.1/24", "an IPv4 or IPv6 address is wanted")]
    [InlineData("add tunnel local fe80::1%eth0", "an IPv4 or IPv6 address is wanted")]
    [InlineData("add session tid 1 sid 2", "\"peer_session_id\" is required")]
    [InlineData("add session tid 1 psid 2", "\"session_id\" is required")]
    [InlineData("add session cookie 0102", "8 or 16 hexadecimal digits")]
    [InlineData("add session cookie 0102030g", "only hexadecimal digits")]
    [InlineData("add session cookie 010203040506", "8 or 16 hexadecimal digits")]
    [InlineData("add session l2spec_type foo", "none or default is wanted")]
    [InlineData("add session seq some", "none, send, recv or both is wanted")]
    [InlineData("add session sessionid 4", "Did you mean \"session_id\"?")]
    [InlineData("add session peer-cookie 01020304", "Did you mean \"peer_cookie\"?")]
    [InlineData("add session offset 256", "a number from 0 to 255")]
    [InlineData("del session tid 1", "\"session_id\" is required")]
    [InlineData("del tunnel", "\"tunnel_id\" is required")]
    [InlineData("show", "\"tunnel\" or \"session\" is wanted.")]
    public void Errors_say_what_would_be_right(string words, string message)
    {
        UsageException exception = Assert.Throws<UsageException>(() => Parse(words));
        Assert.Equal(ExitCodes.Usage, exception.ExitCode);
        string wanted = message[(message.IndexOf('|', StringComparison.Ordinal) + 1)..];
        Assert.Contains(wanted, exception.Message, StringComparison.Ordinal);
    }

    private static L2tpCommand Parse(string words) => IpL2tpWords.Parse(words.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    private static L2tpTunnelRequest AddTunnel(string words) => Assert.IsType<L2tpCommand.AddTunnel>(Parse(words)).Request;

    private static L2tpSessionRequest AddSession(string words) => Assert.IsType<L2tpCommand.AddSession>(Parse(words)).Request;
}
