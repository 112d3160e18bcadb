namespace Router.Controlplane.Programming;

/// <summary>The dataplane went away, or no longer answers, while it was programmed.</summary>
public sealed class ChannelLostException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What was missed.</param>
    public ChannelLostException(string message)
        : base(message)
    {
    }
}
