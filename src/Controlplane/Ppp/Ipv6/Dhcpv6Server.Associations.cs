using System.Buffers.Binary;
using System.Net;
using Router.Configuration;

namespace Router.Controlplane.Ppp;

/// <content>Identity associations (RFC 8415 12, 18.3).</content>
internal sealed partial class Dhcpv6Server
{
    private const int IaHeaderLength = 12;
    private const int AddressLength = 24;
    private const int PrefixLength = 25;

    private void Lend(ReadOnlySpan<byte> options, ReadOnlySpan<byte> client, bool commit, ref Dhcpv6Writer writer, long now)
    {
        if (commit && !IsHolder(client) && HasAssociation(options))
        {
            Clear();
            _duid = client.ToArray();
        }

        uint? prefixIaid = prefix is null ? null : Choose(options, client, Dhcpv6.OptionIaPd, IsDelegated ? _prefixIaid : null);
        uint? addressIaid = address is null ? null : Choose(options, client, Dhcpv6.OptionIaNa, _addressBound ? _addressIaid : null);
        Dhcpv6OptionReader reader = new(options);
        while (reader.MoveNext())
        {
            if (reader.Code is not (Dhcpv6.OptionIaPd or Dhcpv6.OptionIaNa) || reader.Value.Length < IaHeaderLength)
            {
                continue;
            }

            bool delegation = reader.Code == Dhcpv6.OptionIaPd;
            uint iaid = BinaryPrimitives.ReadUInt32BigEndian(reader.Value);
            bool lent = (delegation ? prefixIaid : addressIaid) == iaid;
            int begin = BeginIa(reader.Code, iaid, lent, ref writer);
            if (!lent)
            {
                writer.Status(delegation ? Dhcpv6.NoPrefixAvailable : Dhcpv6.NoAddressAvailable);
            }
            else if (delegation)
            {
                WritePrefix(prefix!.Value, settings.PreferredLifetime, settings.ValidLifetime, ref writer);
                prefixIaid = null;
            }
            else
            {
                WriteAddress(address!, settings.PreferredLifetime, settings.ValidLifetime, ref writer);
                addressIaid = null;
            }

            if (commit)
            {
                // What the client held before and may not keep gets no more time (RFC 8415 18.3.4, 18.3.5).
                WriteEnded(reader.Value[IaHeaderLength..], delegation, ref writer);
            }

            writer.End(begin);
            if (lent && commit)
            {
                Bind(delegation, iaid, now);
            }
        }
    }

    private void Bind(bool delegation, uint iaid, long now)
    {
        long until = now + (long)settings.ValidLifetime.TotalMilliseconds;
        if (delegation)
        {
            (IsDelegated, _prefixIaid, _prefixUntil) = (true, iaid, until);
        }
        else
        {
            (_addressBound, _addressIaid, _addressUntil) = (true, iaid, until);
        }
    }

    /// <summary>The association that gets what there is: the one that holds it, else the first.</summary>
    private uint? Choose(ReadOnlySpan<byte> options, ReadOnlySpan<byte> client, ushort code, uint? holder)
    {
        uint? first = null;
        Dhcpv6OptionReader reader = new(options);
        while (reader.MoveNext())
        {
            if (reader.Code == code && reader.Value.Length >= IaHeaderLength)
            {
                uint iaid = BinaryPrimitives.ReadUInt32BigEndian(reader.Value);
                if (iaid == holder && IsHolder(client))
                {
                    return iaid;
                }

                first ??= iaid;
            }
        }

        return first;
    }

    private void TakeBack(ReadOnlySpan<byte> options, ReadOnlySpan<byte> client, ref Dhcpv6Writer writer)
    {
        Dhcpv6OptionReader reader = new(options);
        while (reader.MoveNext())
        {
            if (reader.Code is not (Dhcpv6.OptionIaPd or Dhcpv6.OptionIaNa) || reader.Value.Length < IaHeaderLength)
            {
                continue;
            }

            uint iaid = BinaryPrimitives.ReadUInt32BigEndian(reader.Value);
            if (IsHolder(client) && reader.Code == Dhcpv6.OptionIaPd && IsDelegated && iaid == _prefixIaid)
            {
                FreePrefix();
            }
            else if (IsHolder(client) && reader.Code == Dhcpv6.OptionIaNa && _addressBound && iaid == _addressIaid)
            {
                FreeAddress();
            }
            else
            {
                int begin = BeginIa(reader.Code, iaid, false, ref writer);
                writer.Status(Dhcpv6.NoBinding);
                writer.End(begin);
            }
        }
    }

    /// <summary>Are all addresses right for this link? (RFC 8415 18.3.3)</summary>
    /// <returns>False if there are none.</returns>
    private bool TryConfirm(ReadOnlySpan<byte> options, out bool onLink)
    {
        bool any = false;
        onLink = true;
        Dhcpv6OptionReader reader = new(options);
        while (reader.MoveNext())
        {
            if (reader.Code != Dhcpv6.OptionIaNa || reader.Value.Length < IaHeaderLength)
            {
                continue;
            }

            Dhcpv6OptionReader inner = new(reader.Value[IaHeaderLength..]);
            while (inner.MoveNext())
            {
                if (inner.Code == Dhcpv6.OptionIaAddress && inner.Value.Length >= AddressLength)
                {
                    any = true;
                    onLink &= address is not null && address.Equals(new IPAddress(inner.Value[..16]));
                }
            }
        }

        return any;
    }

    private int BeginIa(ushort code, uint iaid, bool lent, ref Dhcpv6Writer writer)
    {
        int begin = writer.Begin(code);
        uint preferred = lent ? RouterAdvertisement.Seconds(settings.PreferredLifetime) : 0;
        writer.UInt32(iaid);
        writer.UInt32(preferred / 2);
        writer.UInt32(preferred / 5 * 4);
        return begin;
    }

    private void WriteEnded(ReadOnlySpan<byte> options, bool delegation, ref Dhcpv6Writer writer)
    {
        Dhcpv6OptionReader reader = new(options);
        while (reader.MoveNext())
        {
            if (delegation && reader.Code == Dhcpv6.OptionIaPrefix && reader.Value.Length >= PrefixLength && reader.Value[8] <= 128)
            {
                // A length alone, or ::, is a wish and nothing that was held.
                IpPrefix held = new(new IPAddress(reader.Value.Slice(9, 16)), reader.Value[8]);
                if (held != prefix && !held.Network.Equals(IPAddress.IPv6Any))
                {
                    WritePrefix(held, TimeSpan.Zero, TimeSpan.Zero, ref writer);
                }
            }
            else if (!delegation && reader.Code == Dhcpv6.OptionIaAddress && reader.Value.Length >= AddressLength)
            {
                IPAddress held = new(reader.Value[..16]);
                if (!held.Equals(address) && !held.Equals(IPAddress.IPv6Any))
                {
                    WriteAddress(held, TimeSpan.Zero, TimeSpan.Zero, ref writer);
                }
            }
        }
    }

    private static void WritePrefix(IpPrefix lent, TimeSpan preferred, TimeSpan valid, ref Dhcpv6Writer writer)
    {
        Span<byte> octets = stackalloc byte[16];
        _ = lent.Network.TryWriteBytes(octets, out _);
        int begin = writer.Begin(Dhcpv6.OptionIaPrefix);
        writer.UInt32(RouterAdvertisement.Seconds(preferred));
        writer.UInt32(RouterAdvertisement.Seconds(valid));
        writer.Bytes([lent.Length]);
        writer.Bytes(octets);
        writer.End(begin);
    }

    private static void WriteAddress(IPAddress lent, TimeSpan preferred, TimeSpan valid, ref Dhcpv6Writer writer)
    {
        Span<byte> octets = stackalloc byte[16];
        _ = lent.TryWriteBytes(octets, out _);
        int begin = writer.Begin(Dhcpv6.OptionIaAddress);
        writer.Bytes(octets);
        writer.UInt32(RouterAdvertisement.Seconds(preferred));
        writer.UInt32(RouterAdvertisement.Seconds(valid));
        writer.End(begin);
    }
}
