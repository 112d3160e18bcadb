using Router.Controlplane.L2tp.Messages;
using Xunit;
using static Router.Unit.Tests.Controlplane.L2tp.Octets;

namespace Router.Unit.Tests.Controlplane.L2tp;

/// <summary>Control messages as text.</summary>
public sealed class MessageTextTests
{
    [Fact]
    public void Names_ids_numbers_and_values()
    {
        byte[] message = V3(77, 3, 4, Type(10), Avp(63, U32(5)), Avp(66, Text("pw\n1")), Avp(68, U16(5)), Avp(71, U16(3)), Avp(65, Hex("0102030405060708")), Avp(15, U32(9), mandatory: false));
        Assert.Equal(
            "ICRQ v3 id 77 Ns 3 Nr 4, LocalSessionId* 5, RemoteEndId* \"pw.1\", PseudowireType* Ethernet, CircuitStatus* Active, New, AssignedCookie* (8 octets), SerialNumber 9",
            MessageText.Describe(message));
    }

    [Fact]
    public void Secrets_and_hidden_values_are_not_shown()
    {
        byte[] message = V2(7, 8, 1, 2, Type(12), Avp(33, Text("password")), Avp(13, new byte[16]), Avp(11, Text("challenge")), Hidden(30, Text("user"), Text("s"), Text("v")), Avp(1000, Hex("AABB"), vendor: 9));
        Assert.Equal(
            "ICCN v2 id 7 session 8 Ns 1 Nr 2, ProxyAuthenResponse* (8 octets), ChallengeResponse* (16 octets), Challenge* (9 octets), ProxyAuthenName* (hidden), vendor 9 type 1000* aabb",
            MessageText.Describe(message));
    }

    [Fact]
    public void Acknowledgements_results_and_what_is_broken()
    {
        Assert.Equal("ZLB v2 id 1 Ns 2 Nr 3", MessageText.Describe(V2(1, 0, 2, 3)));
        Assert.Equal("ACK v3 id 1 Ns 2 Nr 3", MessageText.Describe(V3(1, 2, 3, Type(20))));
        Assert.Equal("StopCCN v2 id 1 Ns 2 Nr 3, ResultCode* result 2 error 8 (text), broken AVP", MessageText.Describe(V2(1, 0, 2, 3, Type(4), Avp(1, Join(U16(2), U16(8), Text("text"))), Hex("80"))));
        Assert.Equal("no control message: TooShort", MessageText.Describe([]));
    }
}
