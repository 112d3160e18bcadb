using System.Buffers.Binary;
using Xunit;

namespace Router.Unit.Tests.Controlplane.L2tp;

/// <summary>A sent message, taken apart without the router's own reader.</summary>
internal sealed class SeenMessage
{
    private readonly List<(int Flags, int Vendor, int Type, byte[] Value)> _avps = [];

    public SeenMessage(byte[] octets)
    {
        Octets = octets;
        int first = BinaryPrimitives.ReadUInt16BigEndian(octets);
        Assert.Equal(0xC800, first & 0xFFF0);
        Version = first & 15;
        Assert.Equal(octets.Length, BinaryPrimitives.ReadUInt16BigEndian(octets.AsSpan(2)));
        Connection = Version == 2 ? BinaryPrimitives.ReadUInt16BigEndian(octets.AsSpan(4)) : BinaryPrimitives.ReadUInt32BigEndian(octets.AsSpan(4));
        Session = Version == 2 ? BinaryPrimitives.ReadUInt16BigEndian(octets.AsSpan(6)) : 0;
        Ns = BinaryPrimitives.ReadUInt16BigEndian(octets.AsSpan(8));
        Nr = BinaryPrimitives.ReadUInt16BigEndian(octets.AsSpan(10));
        for (int next = 12; next < octets.Length;)
        {
            int word = BinaryPrimitives.ReadUInt16BigEndian(octets.AsSpan(next));
            int length = word & 0x3FF;
            Assert.InRange(length, 6, octets.Length - next);
            _avps.Add((word >> 10, BinaryPrimitives.ReadUInt16BigEndian(octets.AsSpan(next + 2)), BinaryPrimitives.ReadUInt16BigEndian(octets.AsSpan(next + 4)), octets[(next + 6)..(next + length)]));
            next += length;
        }
    }

    public byte[] Octets { get; }

    public int Version { get; }

    public uint Connection { get; }

    public int Session { get; }

    public int Ns { get; }

    public int Nr { get; }

    /// <summary>Message type; 0 for a ZLB.</summary>
    public int Type => _avps.Count == 0 ? 0 : BinaryPrimitives.ReadUInt16BigEndian(_avps[0].Value);

    public IEnumerable<int> Types => _avps.Select(avp => avp.Type);

    public bool Has(int type) => _avps.Any(avp => avp.Type == type);

    public byte[] Value(int type) => Assert.Single(_avps, avp => avp.Type == type).Value;

    public bool Mandatory(int type) => (Assert.Single(_avps, avp => avp.Type == type).Flags & 0x20) != 0;

    public bool Hidden(int type) => (Assert.Single(_avps, avp => avp.Type == type).Flags & 0x10) != 0;

    public int U16(int type) => BinaryPrimitives.ReadUInt16BigEndian(Value(type));

    public uint U32(int type) => BinaryPrimitives.ReadUInt32BigEndian(Value(type));

    public ulong U64(int type) => BinaryPrimitives.ReadUInt64BigEndian(Value(type));

    /// <summary>Result code and error code.</summary>
    public (int Result, int Error) Result => (U16(1), Value(1).Length >= 4 ? BinaryPrimitives.ReadUInt16BigEndian(Value(1).AsSpan(2)) : 0);
}
