using System.Net;
using Router.Configuration.Syntax;
using Router.Configuration.Validation;

namespace Router.Configuration;

/// <summary>User names are unique, the profile exists, and nobody else has a user's address in its VRF.</summary>
internal static class PppUserValidator
{
    public static void Validate(ValidationContext context)
    {
        var names = new UniqueKeys<string>(context, "user names are unique");
        var addresses = new Dictionary<(string Vrf, IPAddress Address), int>();
        PppConfiguration ppp = context.Configuration.Ppp;
        string[] everywhere = [.. ppp.Profiles.Select(context.Index.VrfOf).OfType<string>().Distinct(StringComparer.Ordinal)];
        for (int i = 0; i < ppp.Users.Count; i++)
        {
            PppUserConfiguration user = ppp.Users[i];
            names.Add(user.Name, ListPaths.PppUsers, i, "name");
            PppProfileConfiguration? profile = user.Profile is null ? null : context.Index.PppProfile(user.Profile);
            if (user.Profile is not null && profile is null)
            {
                context.ReportUnknown(
                    context.Entry(ListPaths.PppUsers, i).Key("profile"), "PPP profile", user.Profile, ppp.Profiles.Select(item => item.Name));
            }
            else if (user.Address is not null)
            {
                string[] vrfs = profile is null ? everywhere : context.Index.VrfOf(profile) is { } vrf ? [vrf] : [];
                CheckAddress(context, user.Address, vrfs, addresses, i);
            }
        }
    }

    // A user without a profile may connect in the VRF of any profile.
    private static void CheckAddress(
        ValidationContext context, IPAddress address, string[] vrfs, Dictionary<(string Vrf, IPAddress Address), int> addresses, int index)
    {
        KeyPath Path() => context.Entry(ListPaths.PppUsers, index).Key("address");
        foreach (string vrf in vrfs)
        {
            if (context.IsOwnAddress(vrf, address))
            {
                context.Report(Path(), $"{address} is an address of this router in VRF {vrf}; give the user another one");
                return;
            }
        }

        foreach (string vrf in vrfs)
        {
            if (!addresses.TryAdd((vrf, address), index) && addresses[(vrf, address)] != index)
            {
                string where = context.Where(context.Entry(ListPaths.PppUsers, addresses[(vrf, address)]));
                context.Report(Path(), $"{address} is already used in VRF {vrf} by {where}; give each user an address of its own");
                return;
            }
        }
    }
}
