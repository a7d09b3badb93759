using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Fovea.Imaging;

/// <summary>A filter of the registry: what the command line, the documentation and the contract tests know of it.</summary>
public sealed class FilterEntry
{
    private readonly ConstructorInfo constructor;
    private readonly PropertyInfo[] properties;

    private FilterEntry([DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors | DynamicallyAccessedMemberTypes.PublicProperties)] Type type,
        string name, string family, string course, string summary)
    {
        (Type, Name, Family, Course, Summary) = (type, name, family, course, summary);
        constructor = type.GetConstructors().MaxBy(candidate => candidate.GetParameters().Length)!;
        Parameters = [.. constructor.GetParameters().Select(parameter => new FilterParameter(parameter.Name!, parameter.ParameterType,
            parameter.HasDefaultValue ? parameter.DefaultValue : null, !parameter.HasDefaultValue,
            parameter.GetCustomAttribute<ParameterAttribute>() ?? throw new InvalidOperationException($"{type.Name}: the parameter {parameter.Name} has no [Parameter]")))];
        properties = [.. constructor.GetParameters().Select(parameter => type.GetProperty(parameter.Name!)!)];
    }

    /// <summary>The filter's class.</summary>
    public Type Type { get; }

    /// <summary>The name by which it is asked for.</summary>
    public string Name { get; }

    /// <summary>What it stands with in listings.</summary>
    public string Family { get; }

    /// <summary>The row of the course.</summary>
    public string Course { get; }

    /// <summary>What it does, in one line.</summary>
    public string Summary { get; }

    /// <summary>How its picture in the documentation is made; its name alone unless something else shows more.</summary>
    public string Example { get => field ?? Name; init; }

    /// <summary>Its parameters, in their order.</summary>
    public IReadOnlyList<FilterParameter> Parameters { get; }

    /// <summary>Declares a filter.</summary>
    /// <param name="name">The name by which it is asked for.</param>
    /// <param name="family">What it stands with in listings.</param>
    /// <param name="course">The row of the course.</param>
    /// <param name="summary">What it does, in one line.</param>
    /// <param name="example">How its picture in the documentation is made; its name alone where not given.</param>
    public static FilterEntry Of<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors | DynamicallyAccessedMemberTypes.PublicProperties)] TFilter>(
        string name, string family, string course, string summary, string? example = null) where TFilter : Filter =>
        new(typeof(TFilter), name, family, course, summary) { Example = example! };

    /// <summary>The filter with parameters given as text; the others have their defaults.</summary>
    /// <exception cref="FoveaException">A parameter is unknown, missing, no such value, or out of range.</exception>
    public Filter Create(IReadOnlyDictionary<string, string> given)
    {
        foreach (string name in given.Keys)
            if (!Parameters.Any(parameter => parameter.Name == name))
                throw Parameters.Count == 0 ? new FoveaException($"{Name} takes no parameters, but '{name}' is given")
                    : Suggestion.Unknown($"parameter of {Name}", name, [.. Parameters.Select(parameter => parameter.Name)]);
        object?[] values = [.. Parameters.Select(parameter => given.TryGetValue(parameter.Name, out string? text) ? parameter.Read(Name, text)
            : parameter.IsRequired ? throw new FoveaException($"{Name}: {parameter.Name} is missing", $"{parameter.Name}=... is {parameter.Text}: {parameter.Allowed}; for example: {Example}") : parameter.Default)];
        return (Filter)constructor.Invoke(BindingFlags.DoNotWrapExceptions, null, values, null);
    }

    /// <summary>The filter as it is written on the command line, without what has its default.</summary>
    public string Write(Filter filter)
    {
        IEnumerable<string> given = Parameters.Select((parameter, i) => (parameter, Value: properties[i].GetValue(filter)))
            .Where(pair => pair.Value is not null && !Equals(pair.Value, pair.parameter.Default))
            .Select(pair => $"{pair.parameter.Name}={FilterParameter.Write(pair.Value)}");
        return string.Join(' ', given.Prepend(Name));
    }

    /// <summary>Checks the ranges of a filter's parameters.</summary>
    internal void Check(Filter filter)
    {
        for (int i = 0; i < properties.Length; i++) Parameters[i].Check(Name, properties[i].GetValue(filter));
    }
}
