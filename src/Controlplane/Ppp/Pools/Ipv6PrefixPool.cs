using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Router.Configuration;

namespace Router.Controlplane.Ppp;

/// <summary>IPv6 prefixes of one length out of a shorter one: /64 for links, or prefixes to delegate.</summary>
public sealed class Ipv6PrefixPool
{
    private readonly UInt128 _first;
    private readonly int _shift;
    private readonly IndexPool _indices;

    /// <summary>Creates a pool.</summary>
    /// <param name="prefix">What the prefixes are taken from.</param>
    /// <param name="length">Their length, not less than that of <paramref name="prefix"/>. At most 2^31 - 1 are given out.</param>
    public Ipv6PrefixPool(IpPrefix prefix, int length)
    {
        if (prefix.AddressFamily != AddressFamily.InterNetworkV6)
        {
            throw new ArgumentException($"{prefix} is not an IPv6 prefix.", nameof(prefix));
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(length, prefix.Length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, 128);
        _first = ToUInt128(prefix.Network);
        _shift = 128 - length;
        Length = length;
        _indices = new IndexPool(length - prefix.Length >= 31 ? int.MaxValue : 1 << (length - prefix.Length));
    }

    /// <summary>Length of the prefixes.</summary>
    public int Length { get; }

    /// <summary>Prefixes in all.</summary>
    public int Capacity => _indices.Limit;

    /// <summary>Prefixes given out.</summary>
    public int Used => _indices.Used;

    /// <summary>Takes a free prefix, the one that has been free longest.</summary>
    /// <param name="prefix">The prefix.</param>
    /// <returns>False if there is none.</returns>
    public bool TryAllocate(out IpPrefix prefix)
    {
        bool found = _indices.TryAllocate(out int index);
        prefix = found ? new IpPrefix(ToAddress(_first + ((UInt128)(uint)index << _shift)), Length) : default;
        return found;
    }

    /// <summary>Takes a given prefix.</summary>
    /// <param name="prefix">The prefix.</param>
    /// <returns>False if it is taken or not of this pool.</returns>
    public bool TryReserve(IpPrefix prefix) => TryIndex(prefix, out int index) && _indices.TryReserve(index);

    /// <summary>True if the prefix is one of the pool's.</summary>
    /// <param name="prefix">A prefix.</param>
    public bool Contains(IpPrefix prefix) => TryIndex(prefix, out _);

    /// <summary>Gives a prefix back.</summary>
    /// <param name="prefix">The prefix; one that is not taken is ignored.</param>
    public void Release(IpPrefix prefix)
    {
        if (TryIndex(prefix, out int index))
        {
            _ = _indices.Release(index);
        }
    }

    internal static UInt128 ToUInt128(IPAddress address)
    {
        Span<byte> octets = stackalloc byte[16];
        _ = address.TryWriteBytes(octets, out _);
        return BinaryPrimitives.ReadUInt128BigEndian(octets);
    }

    internal static IPAddress ToAddress(UInt128 value)
    {
        Span<byte> octets = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(octets, value);
        return new IPAddress(octets);
    }

    private bool TryIndex(IpPrefix prefix, out int index)
    {
        index = 0;
        if (prefix.AddressFamily != AddressFamily.InterNetworkV6 || prefix.Length != Length)
        {
            return false;
        }

        UInt128 network = ToUInt128(prefix.Network);
        if (network < _first)
        {
            return false;
        }

        UInt128 offset = (network - _first) >> _shift;
        if (offset >= (UInt128)(uint)_indices.Limit)
        {
            return false;
        }

        index = (int)offset;
        return true;
    }
}
