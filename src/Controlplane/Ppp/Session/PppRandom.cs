using System.Security.Cryptography;

namespace Router.Controlplane.Ppp;

/// <summary>Fills a buffer with unpredictable octets.</summary>
/// <param name="buffer">The buffer.</param>
public delegate void PppRandom(Span<byte> buffer);

/// <summary>The system's generator.</summary>
internal static class SystemRandom
{
    public static readonly PppRandom Fill = RandomNumberGenerator.Fill;
}
