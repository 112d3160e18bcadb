using System.Runtime.CompilerServices;
using Dpdk.Native;
using Router.Channel;
using Router.Dataplane.Graph;

namespace Router.Dataplane.Ports;

/// <summary>Packets to and from the control plane through the channel: a header and octets per slot, several slots for a large packet.</summary>
internal sealed unsafe class ChannelPackets(ChannelFile channel)
{
    private const int PacketsPerRound = 64;

    private readonly int _room = channel.Punt.SlotSize - sizeof(PacketSlotHeader);
    private rte_mbuf* _partial;
    private ushort _partialInterface;

    /// <summary>Copies a punted packet into the ring; false (nothing copied) when it does not fit.</summary>
    public bool Punt(rte_mbuf* packet, PacketContext* context)
    {
        int length = packet->data_len;
        int slots = (length + _room - 1) / _room;
        if (channel.Punt.Capacity - channel.Punt.Count < slots)
        {
            return false;
        }

        byte* data = Mbuf.Data(packet);
        for (int offset = 0; offset < length; offset += _room)
        {
            int size = Math.Min(_room, length - offset);
            byte* slot = channel.Punt.ClaimSlot();
            *(PacketSlotHeader*)slot = new PacketSlotHeader
            {
                Length = (ushort)size,
                TotalLength = (ushort)length,
                Interface = context->Interface,
                Vrf = context->Vrf,
                Reason = context->Reason,
                First = (byte)(offset == 0 ? 1 : 0),
            };
            Unsafe.CopyBlockUnaligned(slot + sizeof(PacketSlotHeader), data + offset, (uint)size);
            channel.Punt.Publish();
        }

        return true;
    }

    /// <summary>Takes packets of the control plane to their interfaces. Lengths and interfaces are checked: the writer is not trusted.</summary>
    public int Inject(Mirrors mirrors)
    {
        int slots = 0;
        for (; slots < PacketsPerRound; slots++)
        {
            byte* slot = channel.Inject.PeekSlot();
            if (slot == null)
            {
                break;
            }

            PacketSlotHeader header = *(PacketSlotHeader*)slot;
            if (header.First != 0)
            {
                Abandon();
                Start(mirrors, header);
            }

            Append(mirrors, header, slot + sizeof(PacketSlotHeader));
            channel.Inject.Release();
        }

        return slots;
    }

    private void Start(Mirrors mirrors, in PacketSlotHeader header)
    {
        if (header.Interface >= (uint)channel.Count(RegionKind.InterfaceKeys))
        {
            return;
        }

        _partial = mirrors.Allocate();
        _partialInterface = (ushort)header.Interface;
        if (_partial != null)
        {
            Mbuf.SetLength(_partial, 0);
        }
    }

    private void Append(Mirrors mirrors, in PacketSlotHeader header, byte* octets)
    {
        if (_partial == null)
        {
            return;
        }

        int length = _partial->data_len + header.Length;
        if (header.Length > _room || length > header.TotalLength || length > _partial->buf_len - _partial->data_off)
        {
            Abandon();
            return;
        }

        Unsafe.CopyBlockUnaligned(Mbuf.Data(_partial) + _partial->data_len, octets, header.Length);
        Mbuf.SetLength(_partial, length);
        if (length == header.TotalLength)
        {
            rte_mbuf* packet = _partial;
            _partial = null;
            if (length < Headers.Ethernet.HeaderLength)
            {
                Shim.rs_pktmbuf_free(packet);
            }
            else
            {
                mirrors.ToWorker(packet, _partialInterface);
            }
        }
    }

    private void Abandon()
    {
        if (_partial != null)
        {
            Shim.rs_pktmbuf_free(_partial);
            _partial = null;
        }
    }
}
