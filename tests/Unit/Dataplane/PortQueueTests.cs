using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Dpdk.Native;
using Router.Dataplane.Graph;
using Xunit;

namespace Router.Unit.Tests.Dataplane;

/// <summary>Packets that wait for a port: never more than its queue holds.</summary>
public sealed unsafe class PortQueueTests
{
    private static int _sent;

    [Theory]
    [InlineData(PortQueue.Capacity - 1, 0)]
    [InlineData(PortQueue.Capacity, PortQueue.Capacity)]
    public void AFullQueueIsSentBeforeTheNextPacket(int waiting, int sent)
    {
        using TestTables tables = new();
        Worker* worker = tables.Worker;
        rte_mbuf* packet = Fill(worker, waiting);
        Output.Transmit(worker, packet, 0, 0);
        Assert.Equal(sent, _sent);
        Assert.Equal(waiting + 1 - sent, worker->Ports->Count);
        Assert.Equal(1ul, worker->DirtyPorts);
        NativeMemory.Free(packet);
    }

    [Theory]
    [InlineData(PortQueue.Capacity - Worker.MaxVector, 0)]
    [InlineData(PortQueue.Capacity - Worker.MaxVector + 1, PortQueue.Capacity - Worker.MaxVector + 1)]
    public void RoomIsMadeForAVector(int waiting, int sent)
    {
        using TestTables tables = new();
        Worker* worker = tables.Worker;
        rte_mbuf* packet = Fill(worker, waiting);
        Output.MakeRoom(worker);
        Assert.Equal(sent, _sent);
        for (int i = 0; i < Worker.MaxVector; i++)
        {
            Output.Queue(worker, packet, worker->Ports, 0);
        }

        Assert.InRange(worker->Ports->Count, Worker.MaxVector, PortQueue.Capacity);
        Assert.Equal((ulong)packet, worker->Ports->Slots[worker->Ports->Count - 1]);
        NativeMemory.Free(packet);
    }

    private static rte_mbuf* Fill(Worker* worker, int count)
    {
        _sent = 0;
        rte_mbuf* packet = (rte_mbuf*)NativeMemory.AllocZeroed((nuint)sizeof(rte_mbuf));
        worker->Ports->Send = &Send;
        for (int i = 0; i < count; i++)
        {
            Output.Queue(worker, packet, worker->Ports, 0);
        }

        return packet;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static ushort Send(void* queue, rte_mbuf** packets, ushort count)
    {
        _sent += count;
        return count;
    }
}
