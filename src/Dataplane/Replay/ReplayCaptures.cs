using Dpdk.Native;
using Router.Channel;
using Router.Configuration;
using Router.Dataplane.Graph;
using static Dpdk.Native.Dpdk;

namespace Router.Dataplane.Replay;

/// <summary>The captures of a replay: feeds the worker with those that arrive and writes what leaves.</summary>
internal sealed unsafe class ReplayCaptures : IDisposable
{
    private const int VectorsPerHeartbeat = 1024;

    /// <summary>The replay that the worker's capture functions write to; they cannot carry a reference.</summary>
    private static ReplayCaptures? _current;

    private readonly List<CaptureReader> _readers = [];
    private readonly List<ushort> _readerPorts = [];
    private readonly CaptureWriter?[] _writers;
    private readonly CaptureWriter? _punt;
    private ulong _timestamp;

    /// <summary>Opens all files.</summary>
    /// <exception cref="CaptureException">One cannot be read or created.</exception>
    public ReplayCaptures(RouterConfiguration configuration, ReplayOptions options)
    {
        _writers = new CaptureWriter?[configuration.Ports.Count];
        try
        {
            for (int i = 0; i < configuration.Ports.Count; i++)
            {
                if (FileOf(options.Inputs, configuration.Ports[i]) is { } input)
                {
                    _readers.Add(CaptureReader.Open(input));
                    _readerPorts.Add((ushort)i);
                }
            }

            bool nanoseconds = _readers.Exists(reader => reader.IsNanosecond);
            for (int i = 0; i < configuration.Ports.Count; i++)
            {
                if (FileOf(options.Outputs, configuration.Ports[i]) is { } output)
                {
                    _writers[i] = new CaptureWriter(output, nanoseconds);
                }
            }

            _punt = options.PuntFile is null ? null : new CaptureWriter(options.PuntFile, nanoseconds);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Runs all packets through the graph.</summary>
    /// <exception cref="CaptureException">A capture is damaged.</exception>
    public void Replay(Worker* worker, ChannelFile channel)
    {
        _current = this;
        worker->Capture = &Capture;
        worker->CapturePunt = &CapturePunt;
        CaptureMerge merge = new(_readers);
        rte_mbuf** vector = stackalloc rte_mbuf*[Worker.MaxVector];
        for (int vectors = 1; merge.Next() is var index and >= 0; vectors++)
        {
            _timestamp = _readers[index].Timestamp;
            worker->Now = _timestamp;
            int count = 0;
            bool more = true;
            for (int taken = 0; more && taken < Worker.MaxVector; taken++)
            {
                rte_mbuf* packet = Load(worker, _readers[index].Data);
                if (packet != null)
                {
                    vector[count++] = packet;
                }

                more = merge.Advance(index);
            }

            if (count > 0)
            {
                PacketGraph.Receive(worker, _readerPorts[index], vector, count);
                PacketGraph.Run(worker);
            }

            if (vectors % VectorsPerHeartbeat == 0)
            {
                Volatile.Write(ref channel.Header.DataplaneHeartbeat, (ulong)Environment.TickCount64);
            }
        }

        foreach (CaptureWriter? writer in _writers)
        {
            writer?.Dispose();
        }

        _punt?.Dispose();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _current = null;
        foreach (CaptureReader reader in _readers)
        {
            reader.Dispose();
        }

        foreach (CaptureWriter? writer in _writers)
        {
            writer?.Dispose();
        }

        _punt?.Dispose();
    }

    private static string? FileOf(ConfigurationList<PortFile> pairs, PortConfiguration port)
    {
        foreach (PortFile pair in pairs)
        {
            if (pair.Port == port.Name)
            {
                return pair.File;
            }
        }

        return null;
    }

    /// <summary>A packet buffer with the packet. One longer than any buffer is lost, as a device would lose it: null.</summary>
    private static rte_mbuf* Load(Worker* worker, ReadOnlySpan<byte> data)
    {
        rte_mbuf* packet = Shim.rs_pktmbuf_alloc(worker->Pool);
        if (packet == null || data.Length > packet->buf_len - packet->data_off)
        {
            worker->State->Received++;
            worker->State->Dropped++;
            worker->DropCounters[(int)DropReason.NoBuffer]++;
            if (packet != null)
            {
                Shim.rs_pktmbuf_free(packet);
            }

            return null;
        }

        data.CopyTo(new Span<byte>(Mbuf.Data(packet), data.Length));
        Mbuf.SetLength(packet, data.Length);
        return packet;
    }

    private static void Capture(Worker* worker, ushort port, rte_mbuf** packets, int count)
    {
        ReplayCaptures replay = _current!;
        if (replay._writers[port] is { } writer)
        {
            for (int i = 0; i < count; i++)
            {
                writer.Write(replay._timestamp, new ReadOnlySpan<byte>(Mbuf.Data(packets[i]), packets[i]->data_len));
            }
        }
    }

    private static void CapturePunt(Worker* worker, rte_mbuf* packet)
    {
        ReplayCaptures replay = _current!;
        replay._punt?.Write(replay._timestamp, new ReadOnlySpan<byte>(Mbuf.Data(packet), packet->data_len));
    }
}
