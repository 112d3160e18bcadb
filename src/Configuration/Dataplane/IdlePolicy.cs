namespace Router.Configuration;

/// <summary>What a worker does when nothing arrives.</summary>
public enum IdlePolicy
{
    /// <summary>Sleeps for microseconds: for shared machines.</summary>
    Adaptive,

    /// <summary>Polls without a pause: for bare metal.</summary>
    Poll,
}
