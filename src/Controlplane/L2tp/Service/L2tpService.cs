using System.Buffers;
using System.Collections.Concurrent;
using Router.Configuration;
using Router.Controlplane.Ppp.Service;
using Router.Controlplane.Service;
using Router.Linux;

namespace Router.Controlplane.L2tp.Service;

/// <summary>
/// Managed L2TP: the engine of the control protocol and the PPP sessions, with sockets, time and configuration. Everything
/// happens on one thread; what the dataplane must know goes to the control loop's mailbox.
/// </summary>
public sealed partial class L2tpService : IDisposable
{
    private const int DatagramsPerRound = 512;
    private const int LongestWait = 100;
    private const long TendInterval = 100;

    private readonly IRouterService _router;
    private readonly Action<ControlRequest> _post;
    private readonly ILogger _logger;
    private readonly L2tpSockets _sockets;
    private readonly L2tpEngine _engine;
    private readonly PppCalls _calls;
    private readonly SessionOutbox _outbox = new();
    private readonly VrfNumbers _vrfs = new();
    private readonly PppPools _pools = new();
    private readonly ConcurrentQueue<Action> _requests = new();
    private readonly SessionStore _store;
    private readonly OrphanedTunnels _orphans;
    private readonly AttachmentCircuits _circuits = new();
    private Dictionary<string, L2tpPseudowire> _pseudowires = [];
    private long _tendAt;

    /// <summary>Creates a service that does nothing yet.</summary>
    /// <param name="router">The configuration and the state of ports.</param>
    /// <param name="loop">Programs the dataplane.</param>
    /// <param name="options">Where it keeps its state.</param>
    /// <param name="logger">Log.</param>
    public L2tpService(IRouterService router, ControlLoop loop, L2tpServiceOptions options, ILogger<L2tpService> logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(loop);
        _router = router;
        _post = loop.Post;
        _logger = logger;
        _sockets = new L2tpSockets(logger);
        _recorder = new L2tpRecorder(this, tunnel => NameOf(PeerBehind(tunnel)));
        _engine = new L2tpEngine(new L2tpEngineOptions(), _sockets, _recorder, logger);
        _calls = new PppCalls(_sockets, _outbox, new PppAccounting(router), _pools, Post, logger)
        {
            Hangup = (session, result) => _engine.CloseSession(session, result, Now),
        };
        _store = new SessionStore(options.StateFile, logger);
        _orphans = new OrphanedTunnels(_outbox, _vrfs, _sockets, _engine, logger);
    }

    private static long Now => Environment.TickCount64;

    /// <summary>Runs until cancelled; then tells the peers.</summary>
    /// <param name="cancellation">Ends it.</param>
    public void Run(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            Round();
        }

        CloseAll();
        _store.Delete();
        _sockets.Dispose();
    }

    /// <summary>Runs something on the service's thread, which alone may look at tunnels and sessions.</summary>
    /// <typeparam name="T">What it returns.</typeparam>
    /// <param name="work">The work.</param>
    public Task<T> AskAsync<T>(Func<T> work)
    {
        TaskCompletionSource<T> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Post(() =>
        {
            try
            {
                answer.SetResult(work());
            }
            catch (Exception exception)
            {
                answer.SetException(exception);
            }
        });
        return answer.Task;
    }

    /// <inheritdoc/>
    public void Dispose() => _sockets.Dispose();

    private void Post(Action work)
    {
        _requests.Enqueue(work);
        _sockets.Wake();
    }

    private void Round()
    {
        long now = Now;
        if (now >= _tendAt)
        {
            _tendAt = now + TendInterval;
            Follow(now);
            _sockets.CloseUnwanted(_engine.AllTunnels);
            Tend(now);
            _orphans.Tend(now);
            _store.Tend(now);
        }

        while (_requests.TryDequeue(out Action? request))
        {
            request();
        }

        _engine.Tick(now);
        _calls.Tick(now);
        Flush();
        long next = Math.Min(Math.Min(_engine.NextDeadline, _calls.NextDeadline), _tendAt);
        int wait = (int)Math.Clamp(next - now, 0, LongestWait);
        for (int i = 0; i < DatagramsPerRound && _sockets.TryReceive(out L2tpDatagram datagram, i == 0 ? wait : 0); i++)
        {
            Receive(datagram);
        }

        Flush();
    }

    private void Receive(in L2tpDatagram datagram)
    {
        if (datagram.Buffer is null)
        {
            return; // a wake-up
        }

        ReadOnlySpan<byte> octets = datagram.Buffer.AsSpan(0, datagram.Length);
        if (PppDataHeader.IsData(datagram.Endpoint.Encapsulation, octets))
        {
            _calls.Receive(datagram.Endpoint, octets, Now);
        }
        else if (!_orphans.TryAnswer(datagram.Endpoint, octets))
        {
            _engine.Receive(datagram.Endpoint, octets, Now);
        }

        ArrayPool<byte>.Shared.Return(datagram.Buffer);
    }

    private void Flush()
    {
        long order = _sockets.EndHold();
        if (_outbox.Take() is { } changes)
        {
            _store.Note(changes);
            _post(order == 0 ? changes : changes with { Applied = () => Post(() => _sockets.Release(order)) });
        }
        else
        {
            _sockets.Release(order);
        }
    }
}
