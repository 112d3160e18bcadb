using Router.Channel;

namespace Router.Controlplane.Programming;

/// <summary>
/// This process's end of the Channel: finds the dataplane, notices when it goes, sends commands and takes completions
/// and events. Used by one thread.
/// </summary>
public sealed class ChannelClient : IDisposable
{
    private const long HeartbeatMilliseconds = 100;
    private const long AttachMilliseconds = 100;
    private const long SilenceMilliseconds = 2000;
    private const long StallMilliseconds = 10_000;

    private readonly string _path;
    private readonly TimeProvider _clock;
    private readonly Action _idle;
    private readonly ILogger _logger;
    private readonly SharedChannel _shared;
    private readonly ProcessTable _processes;
    private string? _lastRefusal;
    private long _nextHeartbeat;
    private long _nextAttach;
    private ulong _syncTag;
    private ulong _awaitedSync;
    private bool _synced;

    /// <summary>Creates a client that is not attached.</summary>
    /// <param name="path">The channel file.</param>
    /// <param name="shared">Holds the mapping for other threads.</param>
    /// <param name="clock">Time.</param>
    /// <param name="processes">Tells which processes live.</param>
    /// <param name="idle">Called while there is nothing to do but to wait for the dataplane.</param>
    /// <param name="logger">Log.</param>
    public ChannelClient(string path, SharedChannel shared, TimeProvider clock, ProcessTable processes, Action idle, ILogger logger)
    {
        _path = path;
        _shared = shared;
        _clock = clock;
        _processes = processes;
        _idle = idle;
        _logger = logger;
    }

    /// <summary>The mapping, null while no dataplane is attached.</summary>
    public ChannelFile? File => _shared.File;

    /// <summary>The attached dataplane's start, 0 for none.</summary>
    public ulong Epoch { get; private set; }

    /// <summary>Process id of the attached dataplane.</summary>
    public int DataplanePid { get; private set; }

    /// <summary>Generation under which this process programs the attached dataplane.</summary>
    public uint Generation { get; private set; }

    /// <summary>Called with every completion but those of syncs.</summary>
    public Action<CompletionRecord>? OnCompletion { get; set; }

    private ChannelFile Attached => File ?? throw new ChannelLostException("no dataplane is attached");

    /// <summary>
    /// Keeps the link: heartbeat, attachment to a new dataplane, notice of a lost one. Call often.
    /// </summary>
    /// <returns>True if a dataplane was attached in this call.</returns>
    public bool Maintain()
    {
        long now = _clock.Milliseconds();
        if (File is not null)
        {
            Beat(now);
        }

        if (now < _nextAttach)
        {
            return false;
        }

        _nextAttach = now + AttachMilliseconds;
        if (File is not null && WhyLost() is string why)
        {
            Detach(why);
        }

        return File is null && TryAttach(now);
    }

    /// <summary>Lets go of the dataplane.</summary>
    /// <param name="why">For the log.</param>
    public void Detach(string why)
    {
        if (File is not null)
        {
            _logger.LogWarning("Detached from dataplane {Pid}: {Reason}", DataplanePid, why);
        }

        _shared.Replace(null);
        Epoch = 0;
        DataplanePid = 0;
    }

    /// <summary>Queues a command; waits while the ring is full.</summary>
    /// <exception cref="ChannelLostException">The dataplane does not take commands any more.</exception>
    public void Send<T>(CommandKind kind, CommandOperation operation, ulong tag, in T record)
        where T : unmanaged
    {
        Command<T> command = new()
        {
            Header = new CommandHeader { Kind = kind, Operation = operation, Generation = Generation, Tag = tag },
            Record = record,
        };
        SpscRing ring = Attached.Commands;
        if (ring.TryWrite(command))
        {
            return;
        }

        Progress progress = new(this, "took no command");
        while (!Attached.Commands.TryWrite(command))
        {
            progress.Wait(Attached.Commands.Consumed);
        }
    }

    /// <summary>Waits until every command so far is in force in all workers.</summary>
    /// <exception cref="ChannelLostException">The dataplane is gone or does not answer.</exception>
    public void Sync() => Sync(++_syncTag);

    /// <summary>Waits as <see cref="Sync()"/> does, with a tag that means something to the dataplane.</summary>
    /// <param name="tag">The tag.</param>
    public void Sync(ulong tag)
    {
        _awaitedSync = tag;
        _synced = false;
        Send(CommandKind.Sync, CommandOperation.Upsert, tag, default(TraceRecord));
        Progress progress = new(this, "did not answer a sync");
        while (true)
        {
            DrainCompletions();
            if (_synced)
            {
                return;
            }

            progress.Wait(Attached.Commands.Consumed);
        }
    }

    /// <summary>Takes what has been answered so far.</summary>
    public void DrainCompletions()
    {
        while (Attached.Completions.TryRead(out CompletionRecord completion))
        {
            if (completion.Generation != Generation)
            {
                // Meant for a control plane before this one.
                continue;
            }

            if (completion.Kind != CommandKind.Sync)
            {
                OnCompletion?.Invoke(completion);
            }
            else if (completion.Tag == _awaitedSync)
            {
                _synced = true;
            }
        }
    }

    /// <summary>Takes the oldest event.</summary>
    /// <param name="record">The event.</param>
    public bool TryReadEvent(out EventRecord record)
    {
        record = default;
        return File is not null && File.Events.TryRead(out record);
    }

    /// <inheritdoc/>
    public void Dispose() => _shared.Replace(null);

    private void Beat(long now)
    {
        if (now >= _nextHeartbeat)
        {
            _nextHeartbeat = now + HeartbeatMilliseconds;
            Volatile.Write(ref File!.Header.ControlplaneHeartbeat, (ulong)now);
        }
    }

    private string? WhyLost()
    {
        ulong present = ChannelProbe.EpochOf(_path);
        if (present != 0 && present != Epoch)
        {
            return "a new dataplane has taken its place";
        }

        return _processes.IsAlive(DataplanePid) ? null : "its process is gone";
    }

    private bool TryAttach(long now)
    {
        ChannelFile? file = null;
        try
        {
            file = ChannelFile.Attach(_path);
            ref ChannelHeader header = ref file.Header;
            int pid = Volatile.Read(ref header.DataplanePid);
            int other = Volatile.Read(ref header.ControlplanePid);
            ulong beat = Volatile.Read(ref header.ControlplaneHeartbeat);
            if (!_processes.IsAlive(pid))
            {
                Refuse(file, null);
                return false;
            }

            if (other != 0 && other != Environment.ProcessId && _processes.IsAlive(other) && (ulong)now - beat < SilenceMilliseconds)
            {
                Refuse(file, $"control plane {other} programs this dataplane");
                return false;
            }

            TakeOver(file, ref header, now);
            return true;
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            // No file is the usual case while the dataplane starts.
            Refuse(file, exception is FileNotFoundException or DirectoryNotFoundException ? null : exception.Message);
            return false;
        }
    }

    private void TakeOver(ChannelFile file, ref ChannelHeader header, long now)
    {
        Epoch = header.Epoch;
        DataplanePid = header.DataplanePid;
        Generation = header.Generation == uint.MaxValue ? 1 : header.Generation + 1;
        header.ControlplanePid = Environment.ProcessId;
        header.Generation = Generation;
        Volatile.Write(ref header.ControlplaneHeartbeat, (ulong)now);
        file.Completions.Discard();
        file.Events.Discard();
        _lastRefusal = null;
        _shared.Replace(file);
        _logger.LogInformation("Attached to dataplane {Pid}, epoch {Epoch:x16}, generation {Generation}", DataplanePid, Epoch, Generation);
    }

    private void Refuse(ChannelFile? file, string? why)
    {
        file?.Dispose();
        if (why is not null && why != _lastRefusal)
        {
            _logger.LogWarning("Not attached to the dataplane: {Reason}", why);
        }

        _lastRefusal = why;
    }

    /// <summary>Waits for the dataplane as long as it lives and moves on.</summary>
    private struct Progress(ChannelClient client, string what)
    {
        private ulong _position;
        private long _deadline;
        private int _rounds;

        public void Wait(ulong position)
        {
            long now = client._clock.Milliseconds();
            if (_deadline == 0 || position != _position)
            {
                _position = position;
                _deadline = now + StallMilliseconds;
            }

            client.DrainFull();
            client.Beat(now);
            if (now > _deadline)
            {
                throw new ChannelLostException($"the dataplane {what} for {StallMilliseconds / 1000} s");
            }

            if (++_rounds % 64 == 0 && client.WhyLost() is string why)
            {
                throw new ChannelLostException(why);
            }

            client._idle();
        }
    }

    /// <summary>A dataplane whose completions nobody takes would wait for us while we wait for it.</summary>
    private void DrainFull()
    {
        if (Attached.Completions.Count > Attached.Completions.Capacity / 2)
        {
            DrainCompletions();
        }
    }
}
