namespace Router.Controlplane.L2tp.Reliable;

/// <summary>What a received message is for the reliable channel.</summary>
internal enum ReceiveVerdict
{
    /// <summary>The next message: process it, then those that waited for it.</summary>
    Deliver,

    /// <summary>Only an acknowledgement.</summary>
    Acknowledgement,

    /// <summary>Received before: acknowledge it again.</summary>
    Duplicate,

    /// <summary>Ahead of a missing message; kept until that comes.</summary>
    Early,

    /// <summary>Too far ahead: dropped.</summary>
    OutsideWindow,

    /// <summary>Acknowledges what was never sent: dropped.</summary>
    InvalidNr,
}
