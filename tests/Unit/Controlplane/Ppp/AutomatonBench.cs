using Router.Controlplane.Ppp;

namespace Router.Unit.Tests.Controlplane.Ppp;

/// <summary>LCP alone, brought into any state by packets, with a log of the RFC's actions.</summary>
internal sealed class AutomatonBench : IAutomatonHost
{
    private byte[] _request = [];
    private long _now = 1000;

    public AutomatonBench(bool withRetries = true)
    {
        PppSettings settings = new()
        {
            Random = TestSettings.Random(1),
            MaximumConfigure = withRetries ? 10 : 0,
            MaximumTerminate = withRetries ? 2 : 0,
        };
        Lcp = new LcpAutomaton(this, settings);
    }

    public LcpAutomaton Lcp { get; }

    public List<string> Log { get; } = [];

    public void Reach(AutomatonState state)
    {
        switch (state)
        {
            case AutomatonState.Starting:
                Lcp.Open(_now);
                break;
            case AutomatonState.Closed:
                Lcp.Up(_now);
                break;
            case AutomatonState.Stopped:
                Reach(AutomatonState.Opened);
                Receive(5, 77, []);
                Tick();
                break;
            case AutomatonState.Closing:
                Reach(AutomatonState.RequestSent);
                Lcp.Close(_now);
                break;
            case AutomatonState.Stopping:
                // By a Code-Reject of Configure-Request: retries are left then.
                Reach(AutomatonState.Opened);
                Receive(7, 77, [1, 1, 0, 4]);
                break;
            case AutomatonState.RequestSent:
                Lcp.Open(_now);
                Lcp.Up(_now);
                break;
            case AutomatonState.AckReceived:
                Reach(AutomatonState.RequestSent);
                Cause(AutomatonEvent.ReceiveAck);
                break;
            case AutomatonState.AckSent:
                Reach(AutomatonState.RequestSent);
                Cause(AutomatonEvent.ReceiveGoodRequest);
                break;
            case AutomatonState.Opened:
                Reach(AutomatonState.AckReceived);
                Cause(AutomatonEvent.ReceiveGoodRequest);
                break;
            default:
                break;
        }
    }

    public void Cause(AutomatonEvent happened)
    {
        switch (happened)
        {
            case AutomatonEvent.Up:
                Lcp.Up(_now);
                break;
            case AutomatonEvent.Down:
                Lcp.Down(_now);
                break;
            case AutomatonEvent.Open:
                Lcp.Open(_now);
                break;
            case AutomatonEvent.Close:
                Lcp.Close(_now);
                break;
            case AutomatonEvent.TimeoutWithRetries or AutomatonEvent.TimeoutWithoutRetries:
                Tick();
                break;
            case AutomatonEvent.ReceiveGoodRequest:
                Receive(1, 9, [5, 6, 1, 2, 3, 4]);
                break;
            case AutomatonEvent.ReceiveBadRequest:
                Receive(1, 9, [200, 2]);
                break;
            case AutomatonEvent.ReceiveAck:
                Receive(2, _request is [_, byte identifier, ..] ? identifier : (byte)0, _request is [] ? [] : _request[4..]);
                break;
            case AutomatonEvent.ReceiveNak:
                Receive(3, _request is [_, byte last, ..] ? last : (byte)0, [5, 6, 9, 9, 9, 9]);
                break;
            case AutomatonEvent.ReceiveTerminateRequest:
                Receive(5, 10, []);
                break;
            case AutomatonEvent.ReceiveTerminateAck:
                Receive(6, 10, []);
                break;
            case AutomatonEvent.ReceiveUnknownCode:
                Receive(99, 10, [1]);
                break;
            case AutomatonEvent.ReceivePermittedReject:
                Receive(7, 10, [9, 1, 0, 8]);
                break;
            case AutomatonEvent.ReceiveCatastrophicReject:
                Receive(7, 10, [2, 1, 0, 4]);
                break;
            case AutomatonEvent.ReceiveEcho:
                Receive(9, 10, [1, 2, 3, 4]);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(happened));
        }
    }

    public void Receive(byte code, byte identifier, byte[] data) =>
        Lcp.Receive([code, identifier, (byte)((data.Length + 4) >> 8), (byte)(data.Length + 4), .. data], _now);

    public void SendControl(ushort protocol, ReadOnlySpan<byte> packet)
    {
        if (packet[0] == 1)
        {
            _request = packet.ToArray();
        }

        Log.Add(packet[0] switch
        {
            1 => "scr",
            2 => "sca",
            3 or 4 => "scn",
            5 => "str",
            6 => "sta",
            7 => "scj",
            10 => "ser",
            byte code => $"code {code}",
        });
    }

    public void LayerUp(Automaton automaton, long now) => Log.Add("tlu");

    public void LayerDown(Automaton automaton, long now) => Log.Add("tld");

    public void LayerFinished(Automaton automaton, long now) => Log.Add("tlf");

    public void PeerTerminated(Automaton automaton)
    {
    }

    public void ProtocolRejected(ushort protocol, long now) => Log.Add("protocol rejected");

    public void NegotiationFailed(Automaton automaton, PppDownReason reason, long now) => Log.Add("failed");

    private void Tick()
    {
        _now += 3000;
        Lcp.Tick(_now);
    }
}
