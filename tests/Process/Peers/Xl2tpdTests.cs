using Xunit;
using Xunit.Abstractions;

namespace Router.Process.Tests.Peers;

/// <summary>The daemons of the peer against each other: what fails against the router is then not theirs.</summary>
[Collection(PeerCollectionDefinition.Name)]
public sealed class Xl2tpdTests(ITestOutputHelper output, PeerNetwork network)
{
    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(40);

    private readonly PeerNetwork _network = network.Get(nameof(Xl2tpdTests));

    [SkippableFact]
    public void A_peer_as_lac_and_a_peer_as_lns_carry_ppp()
    {
        LinuxPeer lac = _network.Peer;
        LinuxPeer lns = _network.SecondPeer;
        Xl2tpdAccount account = new();
        try
        {
            lns.StartXl2tpdLns("10.8.0.1", "10.8.0.10-10.8.0.20", account);
            lac.StartXl2tpdLac(PeerNetwork.SecondPeerIpv4, account);
            lac.DialXl2tpd();
            lac.WaitPppUp(CallTimeout);
            lns.WaitPppUp(CallTimeout);
            output.WriteLine(lac.Run("ip -brief address show dev ppp0").Checked().Output);
            lac.Run("ping -c 2 -W 5 10.8.0.1").Checked();
            lac.Run("ping -c 1 -W 5 -s 1372 10.8.0.1").Checked();
            string session = lac.Run("ip l2tp show session").Checked().Output;
            Assert.Contains("Session", session, StringComparison.Ordinal);
            lac.HangUpXl2tpd();
            lns.WaitFor("! ip link show dev ppp0", CallTimeout);
        }
        finally
        {
            lac.StopXl2tpd();
            lns.StopXl2tpd();
        }
    }
}
