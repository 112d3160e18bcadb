namespace Router.Linux;

/// <summary>How far a mirror is.</summary>
public enum MirrorState
{
    /// <summary>The TAP or the namespace is not there.</summary>
    Waiting,

    /// <summary>It is as it should be.</summary>
    Ready,

    /// <summary>The kernel refused something; it is tried again.</summary>
    Failed,
}
