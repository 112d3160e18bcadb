namespace Router.Linux;

/// <summary>What a receive call found.</summary>
internal enum ReceiveStatus
{
    /// <summary>A datagram of the kernel.</summary>
    Datagram,

    /// <summary>Nothing is waiting.</summary>
    Nothing,

    /// <summary>Messages were lost: the state must be read again.</summary>
    Overrun,
}
