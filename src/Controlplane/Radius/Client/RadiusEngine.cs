namespace Router.Controlplane.Radius;

/// <summary>
/// A RADIUS client without sockets, threads or a clock (RFC 2865 2.4, RFC 5080 2.2.1): identifiers and source ports,
/// retransmission, failover. Calls come from one thread at a time, with the time in monotonic milliseconds.
/// </summary>
internal sealed class RadiusEngine
{
    private readonly RadiusSettings _settings;
    private readonly IRadiusTransport _transport;
    private readonly RadiusServerState[] _access;
    private readonly RadiusServerState[] _accounting;
    private readonly PriorityQueue<PendingRequest, long> _timers = new();
    private readonly Queue<PendingRequest> _waitingAccess = new();
    private readonly Queue<PendingRequest> _waitingAccounting = new();

    public RadiusEngine(RadiusSettings settings, IRadiusTransport transport)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(settings.Servers.Count, 64);
        _settings = settings;
        _transport = transport;
        _access = [.. settings.Servers.Select(static server => new RadiusServerState(server, false))];
        _accounting = [.. settings.Servers.Select(static server => new RadiusServerState(server, true))];
    }

    public RadiusCounters Counters { get; } = new();

    /// <summary>Requests that are under way or wait.</summary>
    public int Outstanding { get; private set; }

    /// <summary>When <see cref="Tick"/> is due.</summary>
    public long NextDeadline
    {
        get
        {
            // Answered requests stay in the queue until their time: taking them out would cost more.
            while (_timers.TryPeek(out PendingRequest? first, out long deadline) && (first.IsOver || first.Deadline != deadline))
            {
                _ = _timers.Dequeue();
            }

            return _timers.TryPeek(out _, out long next) ? next : long.MaxValue;
        }
    }

    /// <summary>Begins a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="now">The time.</param>
    /// <param name="done">Called once, possibly before this returns.</param>
    public void Submit(RadiusRequest request, long now, Action<RadiusResult> done)
    {
        PendingRequest pending = new(request, done, now);
        Outstanding++;
        AskNext(pending, now);
    }

    public void Tick(long now)
    {
        while (NextDeadline <= now)
        {
            PendingRequest pending = _timers.Dequeue();
            if (pending.Attempts < _settings.Attempts)
            {
                Counters.Retransmissions++;
                Transmit(pending, now);
            }
            else
            {
                GiveUp(pending, now);
            }
        }
    }

    /// <summary>Takes a datagram that came from a server to one of the source ports.</summary>
    public void Receive(int server, bool accounting, int lane, ReadOnlySpan<byte> datagram, long now)
    {
        if (!RadiusPacket.TryParse(datagram, out RadiusPacket packet))
        {
            Counters.Malformed++;
            return;
        }

        RadiusServerState state = States(accounting)[server];
        PendingRequest? pending = lane < state.Lanes.Count ? state.Lanes[lane].Find(packet.Identifier) : null;
        if (pending is null)
        {
            Counters.Unexpected++;
            return;
        }

        bool expected = accounting
            ? packet.Code == RadiusCode.AccountingResponse
            : packet.Code is RadiusCode.AccessAccept or RadiusCode.AccessReject or RadiusCode.AccessChallenge;
        if (!expected)
        {
            Counters.Malformed++;
            return;
        }

        ReadOnlySpan<byte> authenticator = pending.Packet.AsSpan(RadiusPacket.AuthenticatorOffset, RadiusPacket.AuthenticatorLength);
        if (!RadiusSecurity.IsGenuine(packet, authenticator, state.Server.SecretOctets, !accounting && state.Server.RequireMessageAuthenticator))
        {
            Counters.BadAuthenticators++;
            return;
        }

        Counters.Replies++;
        state.LastAnswer = now;
        state.DeadUntil = long.MinValue;
        Leave(pending, now);

        // PPP's methods need no further rounds: a challenge is a no (RFC 2865 4.4).
        Finish(pending, new RadiusResult(RadiusOutcome.Answered, accounting ? null : AccessReply.Parse(packet, _settings.VendorId), state.Server));
    }

    /// <summary>Ends all requests.</summary>
    public void Stop()
    {
        foreach (PendingRequest pending in _timers.UnorderedItems.Select(static item => item.Element).ToHashSet()
            .Concat(_waitingAccess).Concat(_waitingAccounting).Where(static pending => !pending.IsOver).ToList())
        {
            Finish(pending, RadiusResult.NotSent);
        }

        _timers.Clear();
        _waitingAccess.Clear();
        _waitingAccounting.Clear();
    }

    private RadiusServerState[] States(bool accounting) => accounting ? _accounting : _access;

    private Queue<PendingRequest> Waiting(bool accounting) => accounting ? _waitingAccounting : _waitingAccess;

    /// <summary>Asks the first living server that was not asked, or a dead one if none lives.</summary>
    private void AskNext(PendingRequest pending, long now)
    {
        RadiusServerState[] states = States(pending.Request.IsAccounting);
        int chosen = -1;
        for (int i = 0; i < states.Length; i++)
        {
            if (!states[i].IsConfigured || (pending.Asked & (1UL << i)) != 0)
            {
                continue;
            }

            if (states[i].DeadUntil <= now)
            {
                chosen = i;
                break;
            }

            if (chosen < 0 || states[i].DeadUntil < states[chosen].DeadUntil)
            {
                chosen = i;
            }
        }

        if (chosen < 0)
        {
            bool asked = pending.Asked != 0;
            Counters.Timeouts += asked ? 1 : 0;
            Finish(pending, asked ? RadiusResult.TimedOut : RadiusResult.NotSent);
            return;
        }

        pending.Server = chosen;
        Ask(pending, states[chosen], now);
    }

    private void Ask(PendingRequest pending, RadiusServerState state, long now)
    {
        int lane = FindLane(state);
        if (lane < 0)
        {
            Queue<PendingRequest> waiting = Waiting(pending.Request.IsAccounting);
            if (waiting.Count >= _settings.MaximumWaiting)
            {
                Finish(pending, RadiusResult.NotSent);
            }
            else
            {
                waiting.Enqueue(pending);
            }

            return;
        }

        pending.Asked |= 1UL << pending.Server;
        pending.Lane = lane;
        pending.Identifier = state.Lanes[lane].Take(pending);
        pending.Attempts = 0;
        pending.AskedSince = now;
        Span<byte> buffer = stackalloc byte[RadiusPacket.MaximumLength];
        Span<byte> random = stackalloc byte[RadiusPacket.AuthenticatorLength];
        _settings.Random(random);
        int length = pending.Request.Write(buffer, new RadiusWriteContext
        {
            Identifier = pending.Identifier,
            Secret = state.Server.SecretOctets,
            Random = random,
            Nas = _settings.Nas,
            Delay = TimeSpan.FromMilliseconds(now - pending.Since),
        });
        pending.Packet = buffer[..length].ToArray();
        Counters.Requests++;
        Transmit(pending, now);
    }

    private int FindLane(RadiusServerState state)
    {
        for (int i = 0; i < state.Lanes.Count; i++)
        {
            if (state.Lanes[i].HasRoom)
            {
                return i;
            }
        }

        if (state.Lanes.Count >= _settings.MaximumPorts)
        {
            return -1;
        }

        state.Lanes.Add(new RadiusLane());
        return state.Lanes.Count - 1;
    }

    private void Transmit(PendingRequest pending, long now)
    {
        double timeout = _settings.InitialTimeout.TotalMilliseconds * (1 << Math.Min(pending.Attempts, 16));
        pending.Attempts++;
        pending.Deadline = now + (long)Math.Max(1, Math.Min(timeout, _settings.MaximumTimeout.TotalMilliseconds));
        _timers.Enqueue(pending, pending.Deadline);
        _transport.Send(pending.Server, pending.Request.IsAccounting, pending.Lane, pending.Packet);
    }

    /// <summary>This server did not answer. It is dead only if it answered nobody else meanwhile.</summary>
    private void GiveUp(PendingRequest pending, long now)
    {
        RadiusServerState state = States(pending.Request.IsAccounting)[pending.Server];
        if (state.LastAnswer < pending.AskedSince && state.DeadUntil <= now)
        {
            state.DeadUntil = now + (long)_settings.DeadTime.TotalMilliseconds;
            Counters.Deaths++;
        }

        Leave(pending, now);
        AskNext(pending, now);
    }

    /// <summary>Gives the identifier back, to a request that waits for one if there is one.</summary>
    private void Leave(PendingRequest pending, long now)
    {
        bool accounting = pending.Request.IsAccounting;
        States(accounting)[pending.Server].Lanes[pending.Lane].Release(pending.Identifier);
        pending.Deadline = long.MaxValue;
        while (Waiting(accounting).TryDequeue(out PendingRequest? next))
        {
            if (accounting || now - next.Since < _settings.MaximumWait.TotalMilliseconds)
            {
                AskNext(next, now);
                return;
            }

            Counters.Timeouts++;
            Finish(next, RadiusResult.TimedOut);
        }
    }

    private void Finish(PendingRequest pending, RadiusResult result)
    {
        pending.IsOver = true;
        Outstanding--;
        pending.Done(result);
    }
}
