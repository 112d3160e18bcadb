using System.Runtime.CompilerServices;
using Dpdk.Native;
using Router.Channel;
using Router.Dataplane.Graph;
using Router.Dataplane.Headers;
using Router.Dataplane.Tables;

namespace Router.Dataplane.Nodes;

/// <summary>
/// Hands packets for the router to the main thread, which writes them to the interface's Linux mirror, or to the
/// control plane where there is none. Rate limited, so that a flood to the router costs the mirror, not the worker.
/// </summary>
internal static unsafe class Punt
{
    public static void Process(Worker* worker, rte_mbuf** packets, int count)
    {
        for (int i = 0; i < count; i++)
        {
            rte_mbuf* packet = packets[i];
            PacketContext* context = PacketContext.Of(packet);
            byte reason = context->Reason;
            if (worker->CapturePunt != null)
            {
                Count(worker, context, reason);
                worker->CapturePunt(worker, packet);
                Shim.rs_pktmbuf_free(packet);
            }
            else if (!worker->PuntBucket.TryTake(worker->Now))
            {
                Worker.Drop(worker, packet, DropReason.PuntRateLimited);
            }
            else if (!worker->ToMain->TryEnqueue(packet))
            {
                Worker.Drop(worker, packet, DropReason.PuntFull);
            }
            else
            {
                Count(worker, context, reason);
            }
        }
    }

    /// <summary>Punts a packet whose link header was passed: puts an Ethernet header without tags in front again.</summary>
    public static void FromLayer3(Worker* worker, rte_mbuf* packet, PuntReason reason)
    {
        PacketContext* context = PacketContext.Of(packet);
        byte* original = (byte*)packet->buf_addr + context->FrameOffset;
        ulong destination = Unsafe.ReadUnaligned<ulong>(original);
        uint source = Unsafe.ReadUnaligned<uint>(original + 8);
        ushort type = reason is PuntReason.MplsRouterAlert or PuntReason.PwControlChannel
            ? Ethernet.WireMpls
            : *Mbuf.Data(packet) >> 4 == 6 ? Ethernet.WireIpv6 : Ethernet.WireIpv4;
        InterfaceEntry* ingress = worker->Tables->Interfaces + context->Interface;
        byte* frame = Mbuf.Prepend(packet, Ethernet.HeaderLength);
        Unsafe.WriteUnaligned(frame + 8, source);
        Unsafe.WriteUnaligned(frame, ingress->Port == InterfaceRecord.NoPort ? ingress->Mac : destination);
        Unsafe.WriteUnaligned(frame + Ethernet.AddressesLength, type);
        Worker.Punt(worker, packet, reason);
    }

    private static void Count(Worker* worker, PacketContext* context, byte reason)
    {
        worker->PuntCounters[reason & (PuntReasons.Capacity - 1)]++;
        worker->InterfaceExceptions[context->Interface].Punts++;
        worker->State->Punted++;
    }
}
