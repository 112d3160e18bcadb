namespace Router.Linux;

/// <summary>How the kernel answered a request.</summary>
/// <param name="Errno">0, or a positive error number.</param>
/// <param name="Text">The extended acknowledgement's text, for an error or a warning.</param>
public readonly record struct NetlinkAck(int Errno, string? Text)
{
    /// <summary>True if the kernel did it.</summary>
    public bool Succeeded => Errno == 0;

    /// <summary>Throws unless the kernel did it.</summary>
    /// <param name="what">What was tried.</param>
    /// <exception cref="NetlinkException">The kernel refused.</exception>
    public void ThrowIfFailed(string what)
    {
        if (Errno != 0)
        {
            throw new NetlinkException(what, Errno, Text);
        }
    }
}
