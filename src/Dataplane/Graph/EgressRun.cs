using System.Runtime.CompilerServices;
using Dpdk.Native;
using Router.Dataplane.Tables;

namespace Router.Dataplane.Graph;

/// <summary>
/// Queues complete frames, one after the other, where <see cref="Output.MakeRoom"/> has made room: what depends on the
/// egress interface alone stays in registers while that is the same. Between its first frame and <see cref="End"/> nothing
/// else may queue.
/// </summary>
internal unsafe ref struct EgressRun
{
    private PortQueue* _queue;
    private nint _count;
    private uint _egress;

    /// <summary>A run without frames.</summary>
    public static EgressRun Begin() => new() { _egress = uint.MaxValue };

    /// <summary>Queues a frame.</summary>
    /// <param name="worker">The worker.</param>
    /// <param name="packet">A complete frame.</param>
    /// <param name="egress">Its egress, see <see cref="Adjacency.Egress"/>.</param>
    /// <param name="octets">Its length.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(Worker* worker, rte_mbuf* packet, uint egress, uint octets)
    {
        if (egress != _egress)
        {
            End();
            _egress = egress;
            _queue = worker->Ports + (egress >> 16);
            _count = _queue->Count;
            worker->DirtyPorts |= 1ul << (int)(egress >> 16);
        }

        PortQueue.SlotsOf(_queue)[_count] = (ulong)packet;
        PortQueue.AccountsOf(_queue)[_count] = (egress << 16) | octets;
        _count++;
    }

    /// <summary>Hands what was queued over to the port's queue.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void End()
    {
        if (_queue != null)
        {
            _queue->Count = (int)_count;
        }
    }
}
