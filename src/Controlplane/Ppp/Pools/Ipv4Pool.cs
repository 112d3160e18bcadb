using System.Buffers.Binary;
using System.Net;
using Router.Configuration;

namespace Router.Controlplane.Ppp;

/// <summary>IPv4 addresses for peers. Allocation and release take constant time; an address is given out once.</summary>
public sealed class Ipv4Pool
{
    private readonly uint _first;
    private readonly IndexPool _indices;

    /// <summary>Creates a pool of a range.</summary>
    /// <param name="first">First address.</param>
    /// <param name="last">Last address, included.</param>
    public Ipv4Pool(IPAddress first, IPAddress last)
        : this(ToUInt32(first), ToUInt32(last))
    {
    }

    /// <summary>Creates a pool of a prefix, without its first and last address if it is shorter than /31: some hosts refuse them.</summary>
    /// <param name="prefix">The prefix.</param>
    public Ipv4Pool(IpPrefix prefix)
        : this(
            ToUInt32(prefix.Network) + (prefix.Length < 31 ? 1u : 0u),
            (ToUInt32(prefix.Network) | (prefix.Length == 0 ? uint.MaxValue : (1u << (32 - prefix.Length)) - 1)) - (prefix.Length < 31 ? 1u : 0u))
    {
    }

    private Ipv4Pool(uint first, uint last)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(first, last);
        _first = first;
        _indices = new IndexPool((int)Math.Min(last - first, int.MaxValue - 1) + 1);
    }

    /// <summary>Addresses in all.</summary>
    public int Capacity => _indices.Limit;

    /// <summary>Addresses given out.</summary>
    public int Used => _indices.Used;

    /// <summary>True if the address is one of the pool's.</summary>
    /// <param name="address">An IPv4 address.</param>
    public bool Contains(IPAddress address) => Contains(ToUInt32(address));

    /// <summary>Takes a free address, the one that has been free longest.</summary>
    /// <param name="address">The address.</param>
    /// <returns>False if there is none.</returns>
    public bool TryAllocate(out IPAddress address)
    {
        bool found = TryAllocate(out uint value);
        address = found ? ToAddress(value) : IPAddress.Any;
        return found;
    }

    /// <summary>Takes a given address.</summary>
    /// <param name="address">The address.</param>
    /// <returns>False if it is taken or not of this pool.</returns>
    public bool TryReserve(IPAddress address) => TryReserve(ToUInt32(address));

    /// <summary>Gives an address back.</summary>
    /// <param name="address">The address; one that is not taken is ignored.</param>
    public void Release(IPAddress address) => Release(ToUInt32(address));

    internal static uint ToUInt32(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        Span<byte> octets = stackalloc byte[16];
        return address.TryWriteBytes(octets, out int length) && length == 4
            ? BinaryPrimitives.ReadUInt32BigEndian(octets)
            : throw new ArgumentException($"{address} is not an IPv4 address.", nameof(address));
    }

    internal static IPAddress ToAddress(uint value)
    {
        Span<byte> octets = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(octets, value);
        return new IPAddress(octets);
    }

    internal bool Contains(uint address) => address - _first < (uint)_indices.Limit;

    internal bool TryAllocate(out uint address)
    {
        bool found = _indices.TryAllocate(out int index);
        address = found ? _first + (uint)index : 0;
        return found;
    }

    internal bool TryReserve(uint address) => Contains(address) && _indices.TryReserve((int)(address - _first));

    internal void Release(uint address)
    {
        if (Contains(address))
        {
            _ = _indices.Release((int)(address - _first));
        }
    }
}
