using Router.Configuration.Writing;

namespace Router.Configuration;

/// <summary>Writes an entry of <c>vrfs</c>.</summary>
internal static class VrfWriter
{
    /// <summary>True for the VRF that exists without being written.</summary>
    public static bool IsImplied(VrfConfiguration vrf) => vrf.Name == VrfConfiguration.DefaultName;

    public static void Write(MappingWriter map, VrfConfiguration vrf) => map.AddObject("netns", vrf.Netns, YamlText.Of);
}
