using Router.Controlplane.L2tp.Service;
using Router.Controlplane.L2tp.Sessions;
using Router.Controlplane.L2tp.Tunnels;
using Router.Controlplane.L2tp.Wire;
using Xunit;

namespace Router.Unit.Tests.Controlplane.L2tp.Service;

/// <summary>A walk over sessions that come and go meanwhile.</summary>
public sealed class SessionWalkTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(17)]
    [InlineData(100_000)]
    public void What_is_there_all_the_while_is_visited_once(int steps)
    {
        ScriptedPeer peer = new(ScriptedPeer.V3);
        Random random = new(steps);
        List<ControlConnection> tunnels = [.. Enumerable.Range(0, 5).Select(_ => peer.Engine.OpenTunnel(ScriptedPeer.Udp, ScriptedPeer.V3, peer.Now)!)];
        List<L2tpSession> sessions = [.. Enumerable.Range(0, 500).Select(_ => Open(peer, tunnels[random.Next(4)]))];
        HashSet<L2tpSession> gone = [];
        Dictionary<L2tpSession, int> visits = [];
        SessionWalk walk = new(peer.Engine);
        while (walk.Step(steps, session => visits[session] = visits.GetValueOrDefault(session) + 1))
        {
            // Those that were just visited go most often: the walk must find its place again.
            L2tpSession victim = random.Next(2) == 0 && visits.Count > 0 ? visits.Keys.Last() : sessions[random.Next(sessions.Count)];
            if (gone.Add(victim))
            {
                peer.Engine.CloseSession(victim, new L2tpResult(DisconnectResult.Administrative), peer.Now);
            }

            _ = Open(peer, tunnels[random.Next(5)]);
        }

        Assert.All(sessions.Where(session => !gone.Contains(session)), session => Assert.Equal(1, visits.GetValueOrDefault(session)));
        Assert.All(visits.Values, static count => Assert.Equal(1, count));
    }

    [Fact]
    public void Words_are_those_of_the_rfcs()
    {
        Assert.Equal("finite state machine error or timeout", L2tpWords.Result(7, isStop: true));
        Assert.Equal("call failed due to no carrier detected", L2tpWords.Result(7, isStop: false));
        Assert.Equal("result 999", L2tpWords.Result(999, isStop: false));
        Assert.Equal("insufficient resources to handle this operation now", L2tpWords.Error(4));
        Assert.Equal("wait-ctl-conn", L2tpWords.Of(TunnelState.WaitControlConnection));
        Assert.Equal("wait-cs-answer", L2tpWords.Of(SessionState.WaitAnswer));
        Assert.Equal("bad-digest", L2tpWords.Of(ControlDropReason.BadDigest));
        Assert.Equal("active standby", L2tpWords.Circuit(Router.Controlplane.L2tp.CircuitStatus.Active | Router.Controlplane.L2tp.CircuitStatus.Standby));
    }

    private static L2tpSession Open(ScriptedPeer peer, ControlConnection tunnel) =>
        peer.Engine.OpenSession(tunnel, new L2tpCallParameters(), peer.Now)!;
}
