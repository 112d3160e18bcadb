using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace Router.Bindings.Tests;

/// <summary>One fact about a struct as .NET lays it out: its size, a field's offset and size, or a bitfield's first bit and width.</summary>
/// <param name="Kind">S, F or B.</param>
/// <param name="Type">The name of the struct.</param>
/// <param name="Path">The field as C spells it, through named members of nested structs; empty for S.</param>
/// <param name="First">Size (S), offset in bytes (F), or first bit (B).</param>
/// <param name="Second">0 (S), size in bytes (F), or width in bits (B).</param>
internal readonly record struct LayoutFact(char Kind, string Type, string Path, long First, long Second)
{
    public override string ToString() => $"{Kind} {Type} {(Path.Length == 0 ? "-" : Path)} {First} {Second}";
}

/// <summary>Reads the layout of generated structs by reflection.</summary>
internal static partial class ManagedLayout
{
    private static readonly nint Scratch = Marshal.AllocHGlobal(16 << 20);

    /// <summary>All facts about a struct; an opaque one (without fields) has none.</summary>
    public static IEnumerable<LayoutFact> Describe(Type type)
    {
        if (type.GetFields(BindingFlags.Public | BindingFlags.Instance).Length == 0)
        {
            return [];
        }

        return [new LayoutFact('S', type.Name, "", SizeOf(type), 0), .. Walk(type, type, "", 0)];
    }

    private static IEnumerable<LayoutFact> Walk(Type root, Type type, string path, long origin)
    {
        foreach (FieldInfo field in type.GetFields(BindingFlags.Public | BindingFlags.Instance))
        {
            if (field.Name.StartsWith("_bitfield", StringComparison.Ordinal))
            {
                continue;
            }

            long offset = origin + OffsetOf(field);
            bool anonymous = Anonymous().IsMatch(field.Name);
            string name = anonymous ? path : Join(path, field.Name);
            if (!anonymous)
            {
                yield return new LayoutFact('F', root.Name, name, offset, SizeOf(field.FieldType));
            }

            if (IsNestedStruct(field.FieldType))
            {
                foreach (LayoutFact fact in Walk(root, field.FieldType, name, offset))
                {
                    yield return fact;
                }
            }
        }

        foreach (PropertyInfo property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            if (BitWidth(property) is { } width)
            {
                (long first, long count) = Bits(type, property, width);
                yield return new LayoutFact('B', root.Name, Join(path, property.Name), first < 0 ? -1 : first + (origin * 8), count);
            }
        }
    }

    private static string Join(string path, string name) => path.Length == 0 ? name : path + "." + name;

    // Arrays become inline arrays, or structs with members e0, e1, ... when their elements are pointers.
    private static bool IsNestedStruct(Type type) =>
        type is { IsValueType: true, IsPrimitive: false, IsEnum: false, IsNested: true }
        && type.GetCustomAttribute<InlineArrayAttribute>() is null
        && !type.Name.EndsWith("__FixedBuffer", StringComparison.Ordinal);

    /// <summary>The width of a bitfield: the generator writes it into the C spelling ("uint32_t : 8") of the property.</summary>
    private static int? BitWidth(PropertyInfo property)
    {
        object? spelling = property.CustomAttributes.FirstOrDefault(a => a.AttributeType.Name == "NativeTypeNameAttribute")?.ConstructorArguments[0].Value;
        Match match = Width().Match(spelling as string ?? "");
        return match.Success && property.CanWrite ? int.Parse(match.Groups[1].ValueSpan, System.Globalization.CultureInfo.InvariantCulture) : null;
    }

    /// <summary>Sets the bitfield to ones in a zeroed struct and looks where they are.</summary>
    private static (long First, long Count) Bits(Type type, PropertyInfo property, int width)
    {
        object box = RuntimeHelpers.GetUninitializedObject(type);
        ulong ones = width == 64 ? ulong.MaxValue : (1UL << width) - 1;
        Type target = property.PropertyType.IsEnum ? Enum.GetUnderlyingType(property.PropertyType) : property.PropertyType;
        object value = Type.GetTypeCode(target) switch
        {
            TypeCode.SByte => (sbyte)-1,
            TypeCode.Int16 => (short)-1,
            TypeCode.Int32 => -1,
            TypeCode.Int64 => -1L,
            _ => Convert.ChangeType(ones, target, System.Globalization.CultureInfo.InvariantCulture),
        };
        property.SetValue(box, property.PropertyType.IsEnum ? Enum.ToObject(property.PropertyType, value) : value);
        byte[] bytes = (byte[])typeof(ManagedLayout).GetMethod(nameof(Bytes), BindingFlags.Static | BindingFlags.NonPublic)!
            .MakeGenericMethod(type).Invoke(null, [box])!;
        int[] set = [.. Enumerable.Range(0, bytes.Length * 8).Where(bit => (bytes[bit / 8] >> (bit % 8) & 1) != 0)];
        return (set.Length == 0 ? -1 : set[0], set.Length);
    }

    /// <summary>The size of a field's type.</summary>
    public static int SizeOf(Type type) => type.IsPointer || type.IsFunctionPointer
        ? nint.Size
        : (int)typeof(Unsafe).GetMethod(nameof(Unsafe.SizeOf))!.MakeGenericMethod(type).Invoke(null, null)!;

    // Marshal.OffsetOf speaks of marshalling; what counts is where compiled code finds the field.
    private static long OffsetOf(FieldInfo field)
    {
        var method = new DynamicMethod("offset", typeof(long), [typeof(nint)], typeof(ManagedLayout).Module, skipVisibility: true);
        ILGenerator il = method.GetILGenerator();
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldflda, field);
        il.Emit(OpCodes.Conv_U8);
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Conv_U8);
        il.Emit(OpCodes.Sub);
        il.Emit(OpCodes.Ret);
        return method.CreateDelegate<Func<nint, long>>()(Scratch);
    }

    private static byte[] Bytes<T>(object box)
        where T : struct
    {
        T value = (T)box;
        byte[] bytes = new byte[Unsafe.SizeOf<T>()];
        Unsafe.WriteUnaligned(ref bytes[0], value);
        return bytes;
    }

    [GeneratedRegex(@"^Anonymous\d*$")]
    private static partial Regex Anonymous();

    [GeneratedRegex(@" : (\d+)$")]
    private static partial Regex Width();
}
