using Dpdk.Native;
using Router.Channel;
using Router.Dataplane.Commands;
using Router.Dataplane.Graph;
using Router.Dataplane.Memory;

namespace Router.Dataplane.Ports;

/// <summary>
/// The TAP mirrors: one per interface that wants one. Punted packets are written to it, what Linux sends on it goes to
/// the interface's port by a worker. Where there is no mirror the channel's packet rings take its place. After start
/// nothing allocates managed memory but a mirror that cannot be made, when it is reported.
/// </summary>
internal sealed unsafe class Mirrors : IMirrors, IDisposable
{
    private const int MaxPacket = 9728;
    private const int PacketsPerRound = 64;

    private readonly ChannelFile _channel;
    private readonly Worker** _workers;
    private readonly int _workerCount;
    private readonly int[] _descriptors;
    private readonly Name16[] _names;
    private readonly PollFd* _polls;
    private readonly ushort* _pollInterfaces;
    private readonly ChannelPackets _channelPackets;
    private uint _pollCount;

    public Mirrors(ChannelFile channel, Worker** workers, int workerCount)
    {
        _channel = channel;
        _workers = workers;
        _workerCount = workerCount;
        int interfaces = channel.Count(RegionKind.InterfaceKeys);
        _descriptors = new int[interfaces];
        Array.Fill(_descriptors, -1);
        _names = new Name16[interfaces];
        _polls = NativeArray<PollFd>.Allocate((nuint)interfaces).Pointer;
        _pollInterfaces = NativeArray<ushort>.Allocate((nuint)interfaces).Pointer;
        _channelPackets = new ChannelPackets(channel);
    }

    /// <inheritdoc/>
    public bool Apply(InterfaceRecord record)
    {
        int id = (int)record.Id;
        bool wanted = (record.Flags & InterfaceFlags.Mirror) != 0;
        bool renamed = _descriptors[id] >= 0 && !((ReadOnlySpan<byte>)_names[id]).SequenceEqual(record.Name);
        if (!wanted || renamed)
        {
            Remove(record.Id);
        }

        if (wanted && _descriptors[id] < 0)
        {
            Create(id, record.Name);
        }

        return _descriptors[id] >= 0;
    }

    /// <inheritdoc/>
    public void Remove(uint interfaceId)
    {
        ref int descriptor = ref _descriptors[interfaceId];
        if (descriptor >= 0)
        {
            _ = Linux.Close(descriptor);
            descriptor = -1;
            RebuildPolls();
        }
    }

    /// <summary>Moves packets both ways; returns how many.</summary>
    public int Exchange()
    {
        int moved = 0;
        for (int i = 0; i < _workerCount; i++)
        {
            moved += Deliver(_workers[i]);
        }

        for (uint i = 0; i < _pollCount; i++)
        {
            if ((_polls[i].ReturnedEvents & Linux.POLLIN) != 0)
            {
                moved += Collect(_polls[i].Fd, _pollInterfaces[i]);
            }
        }

        return moved + _channelPackets.Inject(this);
    }

    /// <summary>Waits for packets from Linux, at most the given time.</summary>
    public void Wait(long nanoseconds) => _ = Linux.Poll(_polls, _pollCount, nanoseconds);

    /// <summary>Gives a complete frame to the worker of its interface; frees it when the worker's queue is full.</summary>
    internal void ToWorker(rte_mbuf* packet, ushort interfaceId)
    {
        *PacketContext.Of(packet) = new PacketContext { Interface = interfaceId };
        if (!_workers[interfaceId % _workerCount]->FromMain->TryEnqueue(packet))
        {
            Shim.rs_pktmbuf_free(packet);
        }
    }

    /// <summary>A buffer for a packet to be sent; null when there is none.</summary>
    internal rte_mbuf* Allocate() => Shim.rs_pktmbuf_alloc(_workers[0]->Pool);

    /// <inheritdoc/>
    public void Dispose()
    {
        for (uint i = 0; i < _descriptors.Length; i++)
        {
            Remove(i);
        }
    }

    private void Create(int id, in Name16 name)
    {
        int descriptor = Linux.Open("/dev/net/tun\0"u8, Linux.O_RDWR | Linux.O_NONBLOCK | Linux.O_CLOEXEC);
        if (descriptor < 0)
        {
            Log.Warning($"mirror {name}: /dev/net/tun: {Linux.Describe(descriptor)}");
            return;
        }

        InterfaceRequest request = new(name.Text) { Flags = Linux.IFF_TAP | Linux.IFF_NO_PI };
        int result = Linux.Ioctl(descriptor, Linux.TUNSETIFF, &request);
        if (result < 0)
        {
            Log.Warning($"mirror {name}: {Linux.Describe(result)}: is there another interface of this name?");
            _ = Linux.Close(descriptor);
            return;
        }

        _descriptors[id] = descriptor;
        _names[id] = name;
        RebuildPolls();
        _channel.Events.TryWrite(new EventRecord { Kind = EventKind.MirrorCreated, Interface = (uint)id });
    }

    private void RebuildPolls()
    {
        _pollCount = 0;
        for (int id = 0; id < _descriptors.Length; id++)
        {
            if (_descriptors[id] >= 0)
            {
                _polls[_pollCount] = new PollFd { Fd = _descriptors[id], Events = Linux.POLLIN };
                _pollInterfaces[_pollCount++] = (ushort)id;
            }
        }
    }

    /// <summary>Writes what a worker punted to the mirrors. A mirror that is down refuses it: that is the kernel's choice.</summary>
    private int Deliver(Worker* worker)
    {
        int moved = 0;
        for (; moved < PacketsPerRound; moved++)
        {
            rte_mbuf* packet = (rte_mbuf*)worker->ToMain->Dequeue();
            if (packet == null)
            {
                break;
            }

            PacketContext* context = PacketContext.Of(packet);
            int descriptor = _descriptors[context->Interface];
            if (descriptor >= 0)
            {
                _ = Linux.Write(descriptor, Mbuf.Data(packet), packet->data_len);
            }
            else
            {
                _channelPackets.Punt(packet, context);
            }

            Shim.rs_pktmbuf_free(packet);
        }

        return moved;
    }

    private int Collect(int descriptor, ushort interfaceId)
    {
        int moved = 0;
        for (; moved < PacketsPerRound; moved++)
        {
            rte_mbuf* packet = Allocate();
            if (packet == null)
            {
                break;
            }

            nint length = Linux.Read(descriptor, Mbuf.Data(packet), (nuint)Math.Min(MaxPacket, packet->buf_len - packet->data_off));
            if (length < Headers.Ethernet.HeaderLength)
            {
                Shim.rs_pktmbuf_free(packet);
                break;
            }

            Mbuf.SetLength(packet, (int)length);
            ToWorker(packet, interfaceId);
        }

        return moved;
    }
}
