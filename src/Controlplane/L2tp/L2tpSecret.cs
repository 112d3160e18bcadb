using Router.Controlplane.L2tp.Wire;

namespace Router.Controlplane.L2tp;

/// <summary>A shared secret with the keys that L2TPv3 derives from it (RFC 3931 5.3, 5.4.1).</summary>
public sealed class L2tpSecret
{
    /// <summary>Most octets of a secret.</summary>
    public const int MaximumLength = 255;

    /// <summary>The empty secret: message digests only check integrity (RFC 3931 4.3).</summary>
    internal static readonly L2tpSecret Empty = new([], []);

    private L2tpSecret(ReadOnlySpan<byte> octets, byte[] value)
    {
        Value = value;
        HidingKey = HiddenAvp.DeriveKey(octets);
        DigestKey = MessageDigest.DeriveKey(octets);
    }

    /// <summary>Creates a secret.</summary>
    /// <param name="octets">1 to <see cref="MaximumLength"/> octets.</param>
    public L2tpSecret(ReadOnlySpan<byte> octets)
        : this(octets, octets.ToArray())
    {
        ArgumentOutOfRangeException.ThrowIfZero(octets.Length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(octets.Length, MaximumLength);
    }

    internal byte[] Value { get; }

    internal byte[] HidingKey { get; }

    internal byte[] DigestKey { get; }

    /// <summary>The key that hides AVPs.</summary>
    /// <param name="version">2 or 3.</param>
    internal byte[] KeyForHiding(int version) => version == 2 ? Value : HidingKey;
}
