using Fovea.Onnx.Export;
using Fovea.Tensors;

namespace Fovea.Tests.Onnx.Export;

public class ExportTableTests
{
    [Fact]
    public void EveryOperationHasARule()
    {
        IEnumerable<Type> operations = typeof(Operation).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Operation)) && !type.IsAbstract && !type.IsSubclassOf(typeof(Operation).Assembly.GetType("Fovea.Tensors.FusedOp")!));
        Assert.Equal(operations.Select(type => type.Name).Order(), ExportTable.All.Select(rule => rule.Operation.Name).Order());
    }

    [Fact]
    public void WhatHasNoFormHasAReason() => Assert.All(ExportTable.All, rule => Assert.Equal(rule.Write is null, rule.Reason.Length > 0));
}
