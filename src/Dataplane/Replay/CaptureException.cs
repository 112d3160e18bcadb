namespace Router.Dataplane.Replay;

/// <summary>A capture file is not one that can be read; the message names the file and the place.</summary>
internal sealed class CaptureException : Exception
{
    public CaptureException()
    {
    }

    public CaptureException(string message)
        : base(message)
    {
    }

    public CaptureException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
