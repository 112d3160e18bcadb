using System.Threading;
using Router.Channel;

namespace Router.Dataplane.Tables;

/// <summary>
/// Read-copy-update in its smallest form (the idea of DPDK's rte_rcu_qsbr). Workers copy the global epoch into their
/// state between vectors, when they hold no reference to a table. The writer marks what it took out as retired and,
/// before it reuses any of it, waits once until every running worker has passed into a newer epoch.
/// </summary>
internal sealed unsafe class Reclamation(ForwardingTables* tables, WorkerState* workers, int workerCount)
{
    private bool _retired;

    /// <summary>Something was unlinked that workers may still be reading.</summary>
    public void Retire() => _retired = true;

    /// <summary>Call before memory that was retired may be written again. Waits at most for one vector of each worker.</summary>
    public void BeforeReuse()
    {
        if (_retired)
        {
            Synchronize();
        }
    }

    /// <summary>Waits until every running worker has seen everything written so far.</summary>
    public void Synchronize()
    {
        _retired = false;
        ulong epoch = tables->Epoch + 1;
        Volatile.Write(ref tables->Epoch, epoch);
        Interlocked.MemoryBarrier();
        for (int i = 0; i < workerCount; i++)
        {
            SpinWait spin = default;
            while (Volatile.Read(ref workers[i].Running) != 0 && Volatile.Read(ref workers[i].Epoch) < epoch)
            {
                spin.SpinOnce(sleep1Threshold: -1);
            }
        }
    }
}
