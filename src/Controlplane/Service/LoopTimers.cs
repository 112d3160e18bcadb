using Router.Controlplane.Programming;

namespace Router.Controlplane.Service;

/// <summary>What the control loop does from time to time.</summary>
/// <param name="clock">Time.</param>
internal sealed class LoopTimers(TimeProvider clock)
{
    private const long PortsMilliseconds = 500;
    private const long ProbeMilliseconds = 30_000;
    private const long RetryMilliseconds = 5000;
    private const long SettleMilliseconds = 1000;

    private const long UnresolvedMilliseconds = 2000;

    private const long SessionsMilliseconds = 1000;

    private long _sessions;
    private long _unresolved;
    private long _ports;
    private long _probe;
    private long _retry;
    private long _attached;

    /// <summary>Time to look at the ports.</summary>
    public bool PortsDue() => Due(ref _ports, PortsMilliseconds);

    /// <summary>Time to ask for all next hops.</summary>
    public bool ProbeDue() => Due(ref _probe, ProbeMilliseconds);

    /// <summary>Time to ask for next hops that have not answered yet.</summary>
    public bool UnresolvedDue() => Due(ref _unresolved, UnresolvedMilliseconds);

    /// <summary>Time to publish the table indices of sessions.</summary>
    public bool SessionsDue() => Due(ref _sessions, SessionsMilliseconds);

    /// <summary>Next hops are to be asked for at the next step.</summary>
    public void ProbeSoon() => _probe = 0;

    /// <summary>Time to try again what was refused.</summary>
    public bool RetryDue() => clock.Milliseconds() >= _retry;

    /// <summary>Something was refused.</summary>
    public void Failed() => _retry = clock.Milliseconds() + RetryMilliseconds;

    /// <summary>A dataplane was attached.</summary>
    public void Attached()
    {
        _attached = clock.Milliseconds();
        ProbeSoon();
    }

    /// <summary>True once the kernel has had its time to tell what it knows.</summary>
    public bool SettledLongEnough() => clock.Milliseconds() - _attached > SettleMilliseconds;

    private bool Due(ref long next, long interval)
    {
        long now = clock.Milliseconds();
        if (now < next)
        {
            return false;
        }

        next = now + interval;
        return true;
    }
}
